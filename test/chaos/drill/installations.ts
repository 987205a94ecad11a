import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSqlite, type OpenDatabase } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import type { Provision } from '../../support/office.ts';
import {
  startPostgresServer,
  whyNoPostgresServer,
  type PostgresServer,
} from '../../support/postgres-server.ts';
import { startRedis, whyNoRedis, type TestRedis } from '../../support/redis.ts';
import { aPlace } from '../../support/service.ts';
import { limitFiles, mountSmall, withChildren, type Disk } from './disk.ts';
import { supervise, type Supervised } from './supervised.ts';

export type Mode = 'embedded' | 'scaled';

/** Ringside as operators run it, with all that may be taken from under it. */
export interface DrillInstallation {
  mode: Mode;
  processes: readonly Supervised[];
  redis: TestRedis | null;
  postgres: PostgresServer | null;
  disk: Disk;
  /** Sets the clock of all processes wrong by so many ms. */
  setClock(offsetMs: number): void;
  /** A look into the database from outside. */
  open(): Promise<OpenDatabase>;
  stop(): Promise<void>;
}

/** What is missing here for this mode; null: nothing. */
export const whyNot = (mode: Mode): string | null =>
  mode === 'embedded' ? null : (whyNoPostgresServer ?? whyNoRedis);

export interface Wanted {
  provision: Provision;
  /** What the processes run. */
  main: string;
}

export function startInstallation(mode: Mode, wanted: Wanted): Promise<DrillInstallation> {
  return mode === 'embedded' ? startEmbedded(wanted) : startScaled(wanted);
}

const embeddedDiskMb = 384;
const postgresDiskMb = 768;

async function startEmbedded({ provision, main }: Wanted): Promise<DrillInstallation> {
  const { after, stop } = cleanUp();
  const place = aPlace(provision);
  after(place.remove);
  const clock = aClock();
  after(clock.remove);
  const processes: Supervised[] = [];
  const disk =
    mountSmall(place.env['DATA_DIR'] ?? '', embeddedDiskMb) ??
    limitFiles(() => processes.flatMap(({ client }) => client.pid() ?? []));
  after(disk.remove);
  return orCleanUp(stop, async () => {
    const one = await supervise('the process', main, { ...place.env, ...clock.env, ...quiet });
    after(one.stop);
    processes.push(one);
    return {
      ...{ mode: 'embedded' as const, processes, redis: null, postgres: null, disk, stop },
      setClock: clock.set,
      open: () => openSqlite(place.databaseFile, 5_000),
    };
  });
}

const roles = ['web', 'web', 'worker', 'worker'] as const;

async function startScaled({ provision, main }: Wanted): Promise<DrillInstallation> {
  const { after, stop } = cleanUp();
  const place = aPlace(provision);
  after(place.remove);
  const clock = aClock();
  after(clock.remove);
  return orCleanUp(stop, async () => {
    let disk: Disk | null = null;
    const postgres = await startPostgresServer((directory) => {
      disk = mountSmall(directory, postgresDiskMb);
      return () => disk?.remove();
    });
    after(postgres.remove);
    disk ??= limitFiles(() => withChildren(postgres.pid() ?? 0));
    const redis = await startRedis();
    after(redis.stop);
    const env = {
      ...{ ...place.env, ...clock.env, ...quiet },
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    };
    const processes = await Promise.all(
      roles.map(async (ROLE, n) => {
        const one = await supervise(`${ROLE} ${String((n % 2) + 1)}`, main, { ...env, ROLE });
        after(one.stop);
        return one;
      }),
    );
    return {
      ...{ mode: 'scaled' as const, processes, redis, postgres, disk, stop },
      setClock: clock.set,
      open: () => openPostgres(postgres.url, 2),
    };
  });
}

/** What was begun is ended in reverse. */
function cleanUp() {
  const todo: (() => unknown)[] = [];
  return {
    after: (work: () => unknown) => void todo.push(work),
    async stop() {
      for (const work of todo.splice(0).reverse()) await work();
    },
  };
}

async function orCleanUp<T>(stop: () => Promise<void>, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }
}

const quiet = { LOG_LEVEL: 'fatal' };

/** What the processes take the time from: see clock.mjs. */
function aClock() {
  const directory = mkdtempSync(join(tmpdir(), 'ringside_test_clock_'));
  const file = join(directory, 'offset');
  const set = (offsetMs: number): void => {
    writeFileSync(`${file}.new`, String(offsetMs));
    renameSync(`${file}.new`, file);
  };
  set(0);
  const module = pathToFileURL(join(import.meta.dirname, 'clock.mjs')).href;
  return {
    env: { DRILL_CLOCK: file, NODE_OPTIONS: `--import=${module}` },
    set,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
