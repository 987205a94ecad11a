import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { scenarios } from '../../src/demo/scenarios.ts';
import { settingsFor } from '../connectors/hubspot-under-test.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { emptied, openTestPostgres } from '../support/databases.ts';
import { describeScaled } from '../support/installation.ts';
import { anOffice } from '../support/office.ts';
import { run as start, type RunningProcess } from '../support/process.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { aPlace, type Place } from '../support/service.ts';
import { until } from '../support/until.ts';
import { run } from './commands.ts';

/** Programs are started, which takes a busy machine its time. */
const patienceMs = 240_000;

type Database = Awaited<ReturnType<typeof openTestPostgres>>;

const list = z.object({ items: z.array(z.unknown()) });
const auditOf = async ({ get }: RunningProcess): Promise<unknown[]> =>
  list.parse(await get('/api/admin/audit?limit=500')).items;

describeScaled('an installation that outgrows one machine', () => {
  let place: Place;
  let database: Database;
  let redis: TestRedis;
  let fake: FakeHubspot;
  let process: RunningProcess;
  const password = 'correct horse battery staple';
  const ada = 'ada@example.com';
  beforeAll(async () => {
    fake = await startFakeHubspot({ limits: { searches: 1_000 } });
    const base = anOffice();
    const crm = { name: 'crm', crm: 'hubspot', settings: settingsFor(fake) };
    place = aPlace({
      ...base,
      connections: [...(base.connections ?? []), crm],
      people: [...(base.people ?? []), { email: ada, name: 'Ada', role: 'admin', password }],
    });
    database = await openTestPostgres();
    await emptied(database);
    redis = await startRedis();
    process = await start(place.env, 'test/chaos/impatient.ts');
  }, patienceMs);
  afterAll(async () => {
    await process.stop();
    await redis.stop();
    await database.close();
    await fake.close();
    place.remove();
  });

  const signIn = async (): Promise<{ status: number; cookie: string }> => {
    const body = JSON.stringify({ email: ada, password });
    const headers = { 'content-type': 'application/json', origin: process.url() };
    const answer = await fetch(`${process.url()}/auth/login`, { method: 'POST', headers, body });
    return { status: answer.status, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };

  test(
    'has the same calls, ledger, audit and people on PostgreSQL, and logs what waited, once',
    async () => {
      const dataDir = dirname(place.databaseFile);
      for (const scenario of [scenarios.contaqt.simple, scenarios.contaqt.missed, scenarios.contaqt.queue])
        await process.play('hub', scenario(aCast()));
      await process.play('office', scenarios.linuxbox.recordedTwice(aCast()));
      await until(
        'all of them are logged',
        async () => {
          const calls = await process.listCalls();
          const { connections } = await process.ledger();
          const isSettled = calls.length === 4 && calls.every(({ settledAt }) => settledAt !== null);
          return isSettled && connections.every(({ waiting }) => waiting === 0);
        },
        patienceMs,
      );
      const logged = fake.account.live('calls').length;
      expect(logged).toBeGreaterThan(0);

      // From now on the CRM takes nothing.
      fake.weather((route) => (route.startsWith('calls.') ? answering(502) : null));
      const waiting = aCast();
      await process.play('hub', scenarios.contaqt.simple(waiting));
      await until(
        'it was tried',
        async () =>
          (await process.callOf(waiting.callId)).activities.some(({ attempts }) => attempts.length > 0),
        patienceMs,
      );
      const { cookie } = await signIn();
      const before = { calls: await process.listCalls(), audit: await auditOf(process) };
      const env = { DATA_DIR: dataDir, DATABASE_URL: database.url };
      const running = await run('src/migrate.ts', env);
      expect(running).toMatchObject({
        code: 1,
        output: expect.stringContaining('Another Ringside is running') as string,
      });

      await process.stop();
      const { code, output } = await run('src/migrate.ts', env);
      expect(output).toContain('encryption.key holds');
      expect(code).toBe(0);

      const key = readFileSync(join(dataDir, 'encryption.key'), 'utf8').trim();
      // One that reads no files: all it knows it has from the database.
      const provisionDir = join(dataDir, 'no-files');
      mkdirSync(provisionDir);
      const shared = { DATABASE_URL: database.url, REDIS_URL: redis.url, ENCRYPTION_KEY: key };
      process = await start(
        { ...place.env, ...shared, PROVISION_DIR: provisionDir },
        'test/chaos/impatient.ts',
      );
      expect(before.calls).toHaveLength(5);
      expect(await process.listCalls()).toEqual(before.calls);
      expect(before.audit.length).toBeGreaterThan(3);
      expect(await auditOf(process)).toEqual(expect.arrayContaining(before.audit));
      expect((await signIn()).status).toBe(200);
      const me = await fetch(`${process.url()}/auth/me`, { headers: { cookie } });
      expect(me.status).toBe(200);

      fake.weather(null);
      await until(
        'what waited is logged',
        async () => {
          const { activities } = await process.callOf(waiting.callId);
          return activities.length > 0 && activities.every(({ status }) => status === 'logged');
        },
        patienceMs,
      );
      expect(fake.account.live('calls')).toHaveLength(logged + 1);
      expect(await process.ledger()).toMatchObject({ balanced: true, settledCalls: 5 });
      // It goes on as before.
      const more = aCast();
      await process.play('hub', scenarios.contaqt.simple(more));
      await until('a new call is logged', () => fake.account.live('calls').length === logged + 2, patienceMs);
    },
    patienceMs,
  );
});
