import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import { Refusal } from '../platform/refusal.ts';
import { migrate, type OpenDatabase } from './database.ts';
import type { MigrationWords } from './migrations/migration.ts';
import type { Schema } from './schema.ts';

/** A statement, and a transaction in which nothing happens, are given up after this time. */
const statementMs = 60_000;
const connectMs = 5_000;
/** As `server_version_num` has it. */
export const oldestVersion = 140_000;
const mostInPool = 10;
/** With the one that listens (`news.ts`). */
export const connectionsPerProcess = mostInPool + 1;
/** What a process's own connection is called in pg_stat_activity; those of its pool have this name and a word more. */
export const processName = 'ringside';

/** How migrations are worded for PostgreSQL. */
export const postgresWords: MigrationWords = {
  generatedId: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  isShared: true,
};

/**
 * Opens PostgreSQL and brings its tables up to date.
 *
 * @throws Refusal for a server that is too old, or that would answer a commit before it is on the disk
 */
export async function openPostgres(url: string, poolSize = mostInPool): Promise<OpenDatabase> {
  // A migration takes its time.
  const first = await open({ connectionString: url, max: 1, connectionTimeoutMillis: connectMs });
  try {
    await needServer(first);
    await migrate(first, postgresWords);
  } finally {
    await first.destroy();
  }
  const db = await open({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectMs,
    application_name: `${processName} pool`,
    keepAlive: true,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    query_timeout: statementMs + connectMs,
  });
  return { db, close: () => db.destroy() };
}

/** Opens PostgreSQL as it is: neither made nor brought up to date. Nothing is asked of it yet. */
export function openAsItIs(url: string): Promise<Kysely<Schema>> {
  const patience = { connectionTimeoutMillis: connectMs, query_timeout: statementMs };
  return open({ connectionString: url, max: 2, application_name: 'doctor of ringside', ...patience });
}

async function open(config: PoolConfig): Promise<Kysely<Schema>> {
  const { default: pg } = await import('pg');
  // Epoch milliseconds and counts come as numbers: they stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = listening(new pg.Pool(config));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** A connection that breaks is told to whoever is using it; without these it would end the process. */
function listening(pool: Pool): Pool {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** @throws Refusal for a server that is too old, or that would answer a commit before it is on the disk */
export async function needServer(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ version: string; commits: string }>`
    SELECT current_setting('server_version_num') AS version, current_setting('synchronous_commit') AS commits
  `.execute(db);
  const [found] = rows;
  if (Number(found?.version) < oldestVersion)
    throw new Refusal('conflict', 'DATABASE_URL: Ringside needs PostgreSQL 14 or newer');
  if (found?.commits === 'off') {
    const message =
      'DATABASE_URL: synchronous_commit is off, so that events we acknowledged could be lost. Set it to on for ' +
      'this user: ALTER ROLE … SET synchronous_commit = on';
    throw new Refusal('conflict', message);
  }
}

/** Runs `work` while no other process runs one of this name. */
export function exclusively<T>(db: Kysely<Schema>, name: string, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    const key = sql`hashtextextended(${name}, 0)`;
    await sql`SELECT pg_advisory_lock(${key})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`SELECT pg_advisory_unlock(${key})`.execute(connection);
    }
  });
}
