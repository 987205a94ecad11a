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

export function startInstallation(mode: Mode, provision: Provision): Promise<DrillInstallation> {
  return mode === 'embedded' ? startEmbedded(provision) : startScaled(provision);
}

const embeddedDiskMb = 384;
const postgresDiskMb = 768;

async function startEmbedded(provision: Provision): Promise<DrillInstallation> {
  const place = aPlace(provision);
  const clock = aClock();
  const processes: Supervised[] = [];
  const disk =
    mountSmall(place.env['DATA_DIR'] ?? '', embeddedDiskMb) ??
    limitFiles(() => processes.flatMap(({ client }) => client.pid() ?? []));
  processes.push(await supervise('the process', { ...place.env, ...clock.env, ...quiet }));
  return {
    ...{ mode: 'embedded' as const, processes, redis: null, postgres: null, disk },
    setClock: clock.set,
    open: () => openSqlite(place.databaseFile, 5_000),
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
      disk.remove();
      clock.remove();
      place.remove();
    },
  };
}

const roles = ['web', 'web', 'worker', 'worker'] as const;

async function startScaled(provision: Provision): Promise<DrillInstallation> {
  const place = aPlace(provision);
  const clock = aClock();
  let disk: Disk | null = null;
  const postgres = await startPostgresServer((directory) => {
    disk = mountSmall(directory, postgresDiskMb);
    return () => disk?.remove();
  });
  disk ??= limitFiles(() => withChildren(postgres.pid() ?? 0));
  const redis = await startRedis();
  const env = {
    ...{ ...place.env, ...clock.env, ...quiet },
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  };
  const processes = await Promise.all(
    roles.map((role, n) => supervise(`${role} ${String((n % 2) + 1)}`, { ...env, ROLE: role })),
  );
  return {
    ...{ mode: 'scaled' as const, processes, redis, postgres, disk },
    setClock: clock.set,
    open: () => openPostgres(postgres.url, 2),
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
      await redis.stop();
      await postgres.remove();
      clock.remove();
      place.remove();
    },
  };
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
