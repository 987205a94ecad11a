import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { emptied, openTestPostgres } from '../support/databases.ts';
import { describeScaled } from '../support/installation.ts';
import { adminKey } from '../support/office.ts';
import { startRedis } from '../support/redis.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { expectedShape, first, firstRelease } from './first-release.ts';

const expected = expectedShape.parse(JSON.parse(readFileSync(firstRelease.expected, 'utf8')));

/** What a database of the first release still does with this version. */
function itWorks(open: () => Promise<Record<string, string>>, counted: () => Promise<number>): void {
  let office: TestService;
  beforeAll(async () => {
    const env = { ENCRYPTION_KEY: first.key, ...(await open()) };
    // No file names anything: all it knows it has from the database. Soon after, so that nothing is too old to keep.
    office = await startTestService({ env, provision: {}, frozenAt: expected.at + 60_000 });
  });
  afterAll(() => office.stop());

  test('its calls are there, with what came of each', async () => {
    expect(expected.calls.length).toBeGreaterThan(20);
    const calls = await office.listCalls();
    expect(calls).toHaveLength(expected.calls.length);
    for (const before of expected.calls) {
      expect(calls.find(({ id }) => id === before.id)).toMatchObject(before);
      expect((await office.callOf(before.pbxCallId)).timeline.length).toBeGreaterThan(0);
    }
    expect(await office.ledger()).toMatchObject({ balanced: true, settledCalls: expected.calls.length });
  });

  test('people sign in with the password they had', async () => {
    const body = JSON.stringify({ email: first.email, password: first.password });
    const headers = { 'content-type': 'application/json', origin: office.url() };
    const answer = await fetch(`${office.url()}/auth/login`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ person: { email: first.email } });
  });

  test('what waited is logged once, and a new call as well', async () => {
    expect(await counted()).toBe(expected.logged);
    const { items } = (await office.get('/api/admin/connections')) as { items: { id: string }[] };
    const headers = { authorization: `Bearer ${adminKey}` };
    const path = `${office.url()}/api/admin/connections/${String(items[0]?.id)}/resume`;
    expect((await fetch(path, { method: 'POST', headers })).status).toBe(200);
    const isLogged = (pbxCallId: string): Promise<true> =>
      until('it is logged', async () => {
        office.advance(1_000);
        const { activities } = await office.callOf(pbxCallId);
        return activities.length > 0 && activities.every(({ status }) => status === 'logged');
      });
    await isLogged(expected.waiting);
    expect(await counted()).toBe(expected.logged + 1);
    const cast = aCast();
    await office.play('office', scenarios.linuxbox.simple(cast));
    await isLogged(cast.callId);
    expect(await counted()).toBe(expected.logged + 2);
    expect(await office.ledger()).toMatchObject({ balanced: true, settledCalls: expected.calls.length + 1 });
  });
}

describe('a SQLite database of the first release', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  const file = join(directory, 'ringside.sqlite');
  afterAll(() => rmSync(directory, { recursive: true }));
  const counted = (): Promise<number> => {
    const sqlite = new Database(file, { readonly: true });
    const count = sqlite.prepare<[], number>('SELECT count(*) FROM directory_activities').pluck().get();
    sqlite.close();
    return Promise.resolve(count ?? 0);
  };
  itWorks(() => {
    const sqlite = new Database(file);
    sqlite.exec(readFileSync(firstRelease.sqlite, 'utf8'));
    sqlite.close();
    return Promise.resolve({ DATA_DIR: directory });
  }, counted);
});

describeScaled('a PostgreSQL database of the first release', () => {
  let database: Awaited<ReturnType<typeof openTestPostgres>>;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  afterAll(async () => {
    await redis.stop();
    await database.close();
  });
  itWorks(
    async () => {
      database = await openTestPostgres();
      await emptied(database);
      redis = await startRedis();
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query(readFileSync(firstRelease.postgres, 'utf8'));
      await client.end();
      return { DATABASE_URL: database.url, REDIS_URL: redis.url };
    },
    async () => (await database.db.selectFrom('directory_activities').select('id').execute()).length,
  );
});
