import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import { startCheckpoints } from '../store/checkpoints.ts';
import { lockDataDirectory } from '../store/data-lock.ts';
import { openSqlite, type Db } from '../store/database.ts';
import type { HotStore } from '../store/hot.ts';
import { createPostgresHotStore } from '../store/hot-postgres.ts';
import { createSqliteHotStore } from '../store/hot-sqlite.ts';
import { openPostgres } from '../store/postgres.ts';
import type { Closer } from './closer.ts';

export interface Store {
  db: Db;
  hot: HotStore;
}

interface StoreDeps {
  config: Pick<Config, 'shared' | 'dataDir' | 'databaseFile'>;
  log: Log;
}

/** The database: shared with other processes, or a file that is this one's alone. */
export async function openStore({ config, log }: StoreDeps, closers: Closer[]): Promise<Store> {
  if (config.shared !== null) {
    const { db, close } = await openPostgres(config.shared.databaseUrl);
    closers.push(close);
    return { db, hot: createPostgresHotStore(db) };
  }
  closers.push(lockDataDirectory(config.dataDir));
  const database = await openSqlite(config.databaseFile);
  closers.push(database.close);
  closers.push(
    startCheckpoints(config.databaseFile, (error) => log.warn({ err: error }, 'no thread for checkpoints')),
  );
  return { db: database.db, hot: createSqliteHotStore(database) };
}
