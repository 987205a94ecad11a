import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { judgePostgres, checkPostgres } from '../../src/doctor/postgres.ts';
import type { PostgresFacts } from '../../src/doctor/postgres-facts.ts';
import { judgeRedis } from '../../src/doctor/redis.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { startNews } from '../../src/store/news.ts';
import { emptied, openTestPostgres } from '../support/databases.ts';
import { describeScaled } from '../support/installation.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { run, type Ended } from './commands.ts';

type Database = Awaited<ReturnType<typeof openTestPostgres>>;

// Each test starts programs, which takes a busy machine its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const facts: PostgresFacts = {
  ...{ versionNumber: 160_002, version: '16.2', synchronousCommit: 'on', fsync: 'on', encoding: 'UTF8' },
  ...{ isStandby: false, isReadOnly: false, mayCreate: true, bytes: 5e6, standbys: 0, standbyBehindBytes: 0 },
  connections: { limit: 97, used: 20, usedByRingside: 11, processes: 1 },
};
const inShort = (findings: Finding[]): string[] =>
  findings.filter(({ state }) => state !== 'ok').map(({ state, about }) => `${state} ${about}`);

test('what follows from what PostgreSQL says of itself', () => {
  const judged = (change: Partial<PostgresFacts>) => inShort(judgePostgres({ ...facts, ...change }, 'db'));
  expect(judged({})).toEqual([]);
  expect(judged({ versionNumber: 130_014 })).toEqual(['fault PostgreSQL']);
  expect(judged({ fsync: 'off' })).toEqual(['fault durability']);
  expect(judged({ encoding: 'SQL_ASCII' })).toEqual(['fault encoding']);
  expect(judged({ isStandby: true, isReadOnly: true })).toEqual(['fault writing']);
  expect(judged({ standbys: 1, standbyBehindBytes: 1e6 })).toEqual([]);
  expect(judged({ standbys: 1, standbyBehindBytes: 2e9 })).toEqual(['warning size']);
  const connections = { limit: 20, used: 14, usedByRingside: 4, processes: 1 };
  expect(judged({ connections })).toEqual(['fault connections']);
  expect(judged({ connections: { ...connections, limit: 25, processes: 2 } })).toEqual([
    'warning connections',
  ]);
  expect(judged({ connections: { ...connections, limit: 32, processes: 2 } })).toEqual([]);
});

test('what follows from what Redis says of itself', () => {
  const healthy = [
    'redis_version:7.0.15', 'role:master', 'maxmemory_policy:noeviction', 'used_memory:1000000', 'maxmemory:0',
    'aof_enabled:0', 'rdb_last_bgsave_status:ok', 'connected_clients:4', 'maxclients:10000', 'cluster_enabled:0',
  ]; // prettier-ignore
  const judged = (...change: string[]) => inShort(judgeRedis([...healthy, ...change].join('\r\n'), 'cache'));
  expect(judged()).toEqual([]);
  expect(judged('redis_version:5.0.7')).toEqual(['warning Redis']);
  expect(judged('role:slave')).toEqual(['fault Redis role']);
  expect(judged('maxmemory_policy:volatile-lru')).toEqual(['fault Redis eviction']);
  expect(judged('maxmemory:1050000')).toEqual(['warning Redis memory']);
  expect(judged('rdb_last_bgsave_status:err')).toEqual(['fault Redis persistence']);
  expect(judged('connected_clients:9500')).toEqual(['warning Redis clients']);
  expect(judged('cluster_enabled:1')).toEqual(['fault Redis']);
});

describeScaled('the doctor, of PostgreSQL and Redis', () => {
  let database: Database;
  let redis: TestRedis;
  beforeAll(async () => {
    database = await openTestPostgres();
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.stop();
    await database.close();
  });

  const examine = (change: Record<string, string> = {}): Promise<Ended> =>
    run('src/doctor.ts', {
      ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, ENCRYPTION_KEY: 'ab'.repeat(32) },
      ...{ HOST: '127.0.0.1', PORT: '0', ...change },
    });
  const ours = async (statement: string): Promise<void> => {
    const name = new URL(database.url).pathname.slice(1);
    await sql.raw(`ALTER DATABASE ${name} ${statement}`).execute(database.db);
  };

  test('all is well, and what is running is counted', async () => {
    const news = await startNews({ url: database.url, of: {}, mayLead: false, onError: () => undefined });
    const { code, output } = await examine();
    await news.stop();
    expect(output).toMatch(/\[ ok \] PostgreSQL: \d+\S* .*at 127\.0\.0\.1:\d+\/ringside_test_/);
    expect(output).toContain('[ ok ] durability');
    expect(output).toMatch(/\[ ok \] size: \d+ MB; 0 standbys/);
    expect(output).toMatch(
      /(\[ ok \]|\[WARN\]|\[FAIL\]) connections: \d+ of \d+ in use; room for \d+ .*, 1 running/,
    );
    expect(output).toContain('[ ok ] tables: of this version');
    expect(output).toContain('[ ok ] privileges');
    expect(output).toMatch(/\[ ok \] clock: \d s from PostgreSQL’s/);
    expect(output).toMatch(/\[ ok \] Redis: \d+\.\d+\S* at 127/);
    expect(output).toContain('[ ok ] Redis eviction');
    expect(output).toContain('[ ok ] Redis persistence: at most snapshots');
    expect(output).toContain('[ ok ] encryption key');
    expect(output).not.toContain('hush');
    expect([code, output.includes('data directory')]).toEqual([output.includes('[FAIL]') ? 1 : 0, false]);
  });

  test('servers that are away, a database that is not there, a wrong password: each with what to do', async () => {
    const away = await examine({
      DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(away.output).toMatch(
      /\[FAIL\] PostgreSQL: 127\.0\.0\.1:1\/x: .*ECONNREFUSED.*\n +→ See that it runs/,
    );
    expect(away.output).toMatch(/\[FAIL\] Redis: 127\.0\.0\.1:1: .*ECONNREFUSED.*\n +→ See that it runs/);
    expect(away.code).toBe(1);
    const wrong = new URL(database.url);
    wrong.pathname = '/ringside_test_there_is_none';
    const other = await examine({ DATABASE_URL: wrong.href, REDIS_URL: redis.url.replace('hush', 'shout') });
    expect(other.output).toMatch(/\[FAIL\] PostgreSQL: .*does not exist\n +→ Make it: createdb/);
    expect(other.output).toMatch(/\[FAIL\] Redis: .*WRONGPASS.*\n +→ Correct the password/);
    expect(other.output).not.toContain('shout');
    const none = await examine({ REDIS_URL: redis.url.replace(':hush@', '') });
    expect(none.output).toMatch(/\[FAIL\] Redis: .*NOAUTH.*\n +→ Correct the password/);
  });

  test('settings that lose calls, tables of a later version, few connections, a Redis that forgets', async () => {
    const forgetful = await startRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru']);
    await ours('SET synchronous_commit = off');
    await ours('CONNECTION LIMIT 8');
    await sql`INSERT INTO kysely_migration VALUES ('999-later', '2030-01-01')`.execute(database.db);
    const { code, output } = await examine({ REDIS_URL: forgetful.url });
    await forgetful.stop();
    await sql`DELETE FROM kysely_migration WHERE name = '999-later'`.execute(database.db);
    await ours('RESET synchronous_commit');
    await ours('CONNECTION LIMIT -1');
    expect(output).toMatch(/\[FAIL\] durability: synchronous_commit is off.*\n +→ ALTER ROLE/);
    expect(output).toMatch(/\[FAIL\] connections: \d+ of \d+ in use; room for 0.*\n +→ Raise/);
    expect(output).toMatch(/\[FAIL\] tables: .*999-later.*\n +→ Run the version/);
    expect(output).toMatch(
      /\[FAIL\] Redis eviction: allkeys-lru.*\n.*CONFIG SET maxmemory-policy noeviction/,
    );
    expect(code).toBe(1);
  });

  test('a user who may not do enough', async () => {
    const role = `ringside_test_${randomBytes(4).toString('hex')}`;
    const fresh = await openTestPostgres();
    const url = new URL(fresh.url);
    url.username = role;
    const examined = async (): Promise<string> => (await examine({ DATABASE_URL: url.href })).output;
    await sql.raw(`CREATE ROLE ${role} LOGIN`).execute(fresh.db);
    try {
      expect(await examined()).toMatch(
        /\[FAIL\] privileges: not allowed: activities \(SELECT, INSERT.*\n +→ Let the user own/,
      );
      await sql.raw(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`).execute(fresh.db);
      expect(await examined()).toMatch(/\[WARN\] privileges: tables cannot be made/);
      await sql.raw(`GRANT CREATE ON SCHEMA public TO ${role}`).execute(fresh.db);
      expect(await examined()).toMatch(/\[WARN\] privileges: others own activities, /);
      await emptied(fresh);
      await sql.raw(`GRANT USAGE ON SCHEMA public TO ${role}`).execute(fresh.db);
      expect(await examined()).toMatch(/\[FAIL\] privileges: there are no tables yet/);
      await sql.raw(`GRANT CREATE ON SCHEMA public TO ${role}`).execute(fresh.db);
      expect(await examined()).toMatch(/\[ ok \] tables: not there yet/);
    } finally {
      await sql.raw(`DROP OWNED BY ${role}`).execute(fresh.db);
      await sql.raw(`DROP ROLE ${role}`).execute(fresh.db);
      await fresh.close();
    }
  });

  test('a clock that differs from the database’s', async () => {
    const ahead = await checkPostgres(database.db, 'db', () => Date.now() + 60_000);
    const clock = ahead.findings.find(({ about }) => about === 'clock');
    expect(clock).toMatchObject({ state: 'fault', advice: expect.stringContaining('NTP') as string });
    expect(clock?.said).toMatch(/^(5\d|6\d) s from PostgreSQL/);
  });

  test('a replica is no place to wake each other by', async () => {
    const { port, host } = new URL(redis.url);
    const copy = await startRedis(['--replicaof', host.split(':')[0] ?? '', port, '--masterauth', 'hush']);
    const { output } = await examine({ REDIS_URL: copy.url });
    await copy.stop();
    expect(output).toMatch(/\[FAIL\] Redis role: this is a replica.*\n +→ Let REDIS_URL lead to the master/);
  });
});
