import Database from 'better-sqlite3';
import { Kysely, Migrator, sql } from 'kysely';
import { Refusal } from '../platform/refusal.ts';
import { createLogSync, type LogSync } from './log-sync.ts';
import { migrationNames, migrationsFor } from './migrations/index.ts';
import type { MigrationWords } from './migrations/migration.ts';
import type { Schema } from './schema.ts';
import { createFlushingDialect } from './sqlite-dialect.ts';

export type Db = Kysely<Schema>;

export interface OpenDatabase {
  db: Db;
  close(): Promise<void>;
}

export interface OpenSqlite extends OpenDatabase {
  /**
   * The handle under `db`, for the few hot statements prepared by hand. It is one connection: write through it only
   * inside a `db` transaction.
   */
  sqlite: Database.Database;
}

/** How migrations are worded for SQLite. */
export const sqliteWords: MigrationWords = {
  generatedId: 'integer PRIMARY KEY AUTOINCREMENT',
  isShared: false,
};

/**
 * Opens the embedded database and brings its tables up to date. Whatever is written through `db` survives a power cut
 * once it resolves: by WAL, and by flushing the log after each commit. A busy database is waited for at most `busyMs`.
 */
export async function openSqlite(file: string, busyMs = 100): Promise<OpenSqlite> {
  const sqlite = new Database(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma(`busy_timeout = ${String(busyMs)}`);
  sqlite.pragma('cache_size = -16384');
  // Pages that many commits touch are then copied into the database once for all of them.
  sqlite.pragma('wal_autocheckpoint = 10000');
  const log = sqlite.memory ? inMemory : createLogSync(`${file}-wal`);
  const db = new Kysely<Schema>({ dialect: createFlushingDialect(sqlite, log.flushed) });
  await migrate(db, sqliteWords);
  const close = async (): Promise<void> => {
    await log.close();
    await db.destroy();
  };
  return { db, sqlite, close };
}

const inMemory: LogSync = { flushed: () => Promise.resolve(), close: () => Promise.resolve() };

interface MigrateOptions {
  /** The last migration to run; without it, all of them. */
  upTo?: string;
  /** `db` is one connection on which somebody else began a transaction, and ends it. */
  withinTransaction?: boolean;
}

/** Brings the tables up to date; processes that start together take turns. */
export async function migrate(
  db: Kysely<Schema>,
  words: MigrationWords,
  { upTo, withinTransaction = false }: MigrateOptions = {},
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: migrationsFor(words),
    disableTransactions: withinTransaction,
  });
  const { error, results } = await (upTo === undefined
    ? migrator.migrateToLatest()
    : migrator.migrateTo(upTo));
  if (error === undefined) return;
  await refuseLater(db);
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the migrations';
  throw new Error(`The database could not be brought up to date (${failed})`, { cause: error });
}

/** What a later version has made of the tables is not for this one to guess. */
async function refuseLater(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db);
  const later = rows.map(({ name }) => name).filter((name) => !migrationNames.includes(name));
  if (later.length === 0) return;
  const advice = 'Run that version or a later one, or restore a backup from before';
  throw new Refusal(
    'conflict',
    `A later version of Ringside has changed the database (${later.join(', ')}). ${advice}.`,
  );
}
