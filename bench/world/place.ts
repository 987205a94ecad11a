import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, whyNoRedis } from '../../test/support/redis.ts';
import { postgresPrograms, startPostgres } from '../processes/postgres.ts';
import { startService, type Target } from '../processes/target.ts';
import { postgresAt, sqliteAt, type BenchDatabase } from './database.ts';
import { seed, type Size } from './seed.ts';
import { databaseIn, type Worlds } from './world.ts';

export type Role = 'all' | 'web' | 'worker';

/** A seeded database and the processes on it. */
export interface Place {
  database: BenchDatabase;
  /** One more process, with this environment besides. */
  start(role: Role, env?: Readonly<Record<string, string>>): Promise<Target>;
  /** A copy of it as it is now; no process may run. */
  copy(): Promise<Place>;
  drop(): Promise<void>;
}

/** Makes places of one mode. */
export interface Ground {
  /** A fresh copy of the world of this size. */
  place(size: Size): Promise<Place>;
  end(): Promise<void>;
}

export function embeddedGround(worlds: Worlds): Ground {
  const at = (dataDir: string): Place => ({
    database: sqliteAt(databaseIn(dataDir)),
    start: (_role, env) => startService(dataDir, env),
    copy: () => Promise.resolve(at(worlds.copyOf(dataDir))),
    drop() {
      worlds.drop(dataDir);
      return Promise.resolve();
    },
  });
  return { place: async (size) => at(await worlds.dataDir(size)), end: () => Promise.resolve() };
}

/** Why there is no scaled ground here; null: there is. */
export const whyNotScaled =
  whyNoRedis ?? (postgresPrograms() === null ? 'PostgreSQL is not installed' : null);

/** A PostgreSQL and a Redis of its own. */
export async function scaledGround(): Promise<Ground> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error('PostgreSQL is not installed');
  const [postgres, redis] = [await startPostgres(programs), await startRedis()];
  const root = mkdtempSync(join(tmpdir(), 'ringside-bench-'));
  const clear = (): void => rmSync(root, { recursive: true, force: true });
  process.once('exit', () => {
    void redis.stop();
    clear();
  });
  const made = new Map<string, string>();
  let names = 0;

  const nextName = (): string => `bench_${++names}`;
  const at = (name: string): Place => {
    const shared = { DATABASE_URL: postgres.url(name), REDIS_URL: redis.url };
    const dataDir = join(root, name);
    mkdirSync(dataDir);
    return {
      database: postgresAt(postgres.url(name)),
      start: (role, env) => startService(dataDir, { ...shared, ROLE: role, ...env }),
      copy: () => copyOf(name),
      async drop() {
        await postgres.drop(name);
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  };
  const copyOf = async (template: string): Promise<Place> => {
    const name = nextName();
    await postgres.create(name, template);
    // What its twin left in Redis is not its own.
    await redis.empty();
    return at(name);
  };

  return {
    async place(size) {
      const key = JSON.stringify(size);
      let original = made.get(key);
      if (original === undefined) {
        original = nextName();
        await postgres.create(original);
        await seed(postgresAt(postgres.url(original)), size);
        made.set(key, original);
      }
      return copyOf(original);
    },
    async end() {
      await postgres.stop();
      await redis.stop();
      clear();
    },
  };
}
