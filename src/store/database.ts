import Database from 'better-sqlite3';
import { Kysely, Migrator, PostgresDialect, SqliteDialect, type SqliteDatabase } from 'kysely';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { migrationsFor } from './migrations/index.ts';
import type { Schema } from './schema.ts';

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

/**
 * Opens the embedded database and brings its tables up to date. WAL with synchronous FULL: a committed
 * transaction survives a power cut. A busy database is waited for at most `busyMs`.
 */
export async function openSqlite(file: string, busyMs = 100): Promise<OpenSqlite> {
  const sqlite = new Database(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma(`busy_timeout = ${String(busyMs)}`);
  sqlite.pragma('cache_size = -65536');
  // Pages that many commits touch are then copied into the database once for all of them.
  sqlite.pragma('wal_autocheckpoint = 10000');
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: remembering(sqlite) }) });
  await migrate(db, 'integer PRIMARY KEY AUTOINCREMENT');
  return { db, sqlite, close: () => db.destroy() };
}

const mostStatements = 300;

/** Kysely has each statement compiled anew each time; ours are few and come again and again. */
function remembering(sqlite: Database.Database): SqliteDatabase {
  const statements = new LRUCache<string, Database.Statement>({ max: mostStatements });
  return {
    close: () => void sqlite.close(),
    prepare(sql) {
      // begin, commit, rollback
      if (!sql.includes(' ')) return sqlite.prepare(sql);
      const known = statements.get(sql) ?? sqlite.prepare(sql);
      statements.set(sql, known);
      return known;
    },
  };
}

/** Opens PostgreSQL and brings its tables up to date; processes that start together take turns. */
export async function openPostgres(url: string, poolSize = 10): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while nobody uses it is no one's error: the pool opens another.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  await migrate(db, 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY');
  return { db, close: () => db.destroy() };
}

/** Epoch milliseconds and counts come as numbers: they stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

async function migrate(db: Db, generatedId: string): Promise<void> {
  const migrator = new Migrator({ db, provider: migrationsFor({ generatedId }) });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the migrations';
  throw new Error(`The database could not be brought up to date (${failed})`, { cause: error });
}
