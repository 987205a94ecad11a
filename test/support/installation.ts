import { randomBytes } from 'node:crypto';
import { test, describe } from 'vitest';
import type { CallActivity } from '../../src/model/activity.ts';
import type { Db } from '../../src/store/database.ts';
import { openTestPostgres, whyNoPostgres } from './databases.ts';
import { startGate, type Gate } from './gate.ts';
import { anOffice, type Provision } from './office.ts';
import { activitiesInBook, isQuiet, peekInto } from './peek.ts';
import { run, type RunningProcess } from './process.ts';
import { startRedis, whyNoRedis, type TestRedis } from './redis.ts';
import { aPlace } from './service.ts';
import { until } from './until.ts';

export type Role = 'web' | 'worker' | 'all';

/** Several processes on one PostgreSQL and one Redis. */
export interface Installation {
  processes: readonly RunningProcess[];
  db: Db;
  redis: TestRedis;
  /** PostgreSQL as the processes reach it. */
  postgres: Gate;
  /** One more process. */
  add(role: Role): Promise<RunningProcess>;
  inBook(pbxCallId: string): Promise<CallActivity[]>;
  /** Resolves when every call is settled and everything planned is logged. */
  quiet(): Promise<true>;
  stop(): Promise<void>;
}

const missing = whyNoPostgres ?? whyNoRedis;

/** Tests of several processes; skipped with a warning without PostgreSQL and Redis, unless REQUIRE_ALL=1. */
export function describeScaled(name: string, tests: () => void): void {
  if (missing === null) describe(name, tests);
  else if (process.env['REQUIRE_ALL'] === '1')
    test(name, () => {
      throw new Error(missing);
    });
  else {
    console.warn(`SKIPPED: ${name}: ${missing}`);
    describe.skip(name, tests);
  }
}

export interface InstallationOptions {
  provision?: Provision;
  env?: Readonly<Record<string, string>>;
  /** What each process runs; `src/main.ts` has the patience of the real one. */
  main?: string;
}

/** Processes that settle and log soon (`test/chaos/impatient.ts`), in an office of their own. */
export async function startInstallation(
  roles: readonly Role[],
  { provision = anOffice(), env: more = {}, main = 'test/chaos/impatient.ts' }: InstallationOptions = {},
): Promise<Installation> {
  const database = await openTestPostgres();
  const redis = await startRedis();
  const place = aPlace(provision);
  const url = new URL(database.url);
  const gate = await startGate(url.hostname, Number(url.port || 5432));
  url.hostname = '127.0.0.1';
  url.port = String(gate.port);
  const env = {
    ...place.env,
    DATABASE_URL: url.href,
    REDIS_URL: redis.url,
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    ...more,
  };
  const processes: RunningProcess[] = [];
  const add = async (role: Role): Promise<RunningProcess> => {
    const one = await run({ ...env, ROLE: role }, main);
    processes.push(one);
    return one;
  };
  // At once, as an orchestrator would.
  await Promise.all(roles.map(add));
  const { db } = database;
  const peek = peekInto(db);

  return {
    processes,
    db,
    redis,
    postgres: gate,
    add,
    inBook: async (pbxCallId) => (await activitiesInBook(peek)).filter((one) => one.pbxCallId === pbxCallId),
    quiet: () => until('everything is settled and logged', () => isQuiet(peek), 60_000),
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
      await redis.stop();
      await gate.shut();
      await database.close();
      place.remove();
    },
  };
}
