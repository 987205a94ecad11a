import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import type { Client } from 'pg';
import { Refusal } from '../../platform/refusal.ts';
import { migrate } from '../database.ts';
import { needServer, postgresWords } from '../postgres.ts';
import type { Schema } from '../schema.ts';
import { checksumInSql } from './checksum.ts';

export interface TargetColumn {
  name: string;
  /** PostgreSQL's word for it: `bigint`. */
  type: string;
  /** The database numbers rows by it. */
  isGenerated: boolean;
}

/** PostgreSQL within one transaction: unless it is kept, everything is as it was before. */
export interface MoveTarget {
  /**
   * Makes the tables as these migrations leave them, or takes those that are there and empty, for itself alone.
   *
   * @throws Refusal `conflict` when one has rows, or is of a later version
   */
  prepare(migrations: readonly string[], tables: readonly string[]): Promise<void>;
  columnsOf(table: string): Promise<TargetColumn[]>;
  /** A list for each column, all of one length. */
  insert(table: string, columns: readonly TargetColumn[], values: readonly unknown[][]): Promise<void>;
  /** The next row is numbered after `lastId`. */
  numberFrom(table: string, column: string, lastId: bigint): Promise<void>;
  sumsOf(table: string, columns: readonly TargetColumn[]): Promise<{ rows: number; checksum: string }>;
  /** Resolves when it is on the disk, for everybody to see. */
  keep(): Promise<void>;
  /** Without `keep`: nothing has happened. */
  close(): Promise<void>;
}

/** The connection broke at the very end. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
  constructor(cause: unknown) {
    const advice = 'Run it again: if it says that PostgreSQL is not empty, everything was moved.';
    super(`PostgreSQL did not answer whether it keeps what was moved. ${advice}`, { cause });
  }
}

const connectMs = 10_000;
/** What was begun and is not heard of is taken back after this time: the machine that moved has died. */
const silenceMs = 60_000;
/** Longer than that: whoever died has been noticed. */
const patienceMs = 90_000;
const againMs = 1_000;
const lockMs = 10_000;

/** @throws Refusal for a server that will not do, and while somebody else moves into this database */
export async function openMoveTarget(
  url: string,
  onWait: () => void,
  waitMs = patienceMs,
): Promise<MoveTarget> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
  });
  // A connection that breaks is told to the statement under way, or to the next.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const db = overOne(client);
    await needServer(db);
    await needEncoding(client);
    await client.query(`SET idle_in_transaction_session_timeout = ${silenceMs}`);
    await client.query('SET statement_timeout = 0');
    await begin(client, onWait, waitMs);
    return targetOn(client, db);
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** One connection for all queries: a pool would replace it unnoticed, and go on outside the transaction. */
function overOne(client: Client): Kysely<Schema> {
  const held = Object.assign(client, { release: () => undefined });
  const pool = { connect: () => Promise.resolve(held), end: () => Promise.resolve() };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

async function needEncoding(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  if (rows[0]?.server_encoding === 'UTF8') return;
  const message = `DATABASE_URL: the database's encoding is ${String(rows[0]?.server_encoding)}; names need UTF8: createdb --encoding=UTF8`;
  throw new Refusal('conflict', message);
}

/** One at a time; one that was cut off a moment ago is still being taken back. */
async function begin(client: Client, onWait: () => void, waitMs: number): Promise<void> {
  const giveUpAt = Date.now() + waitMs;
  for (let tries = 0; ; tries += 1) {
    await client.query('BEGIN');
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('ringside migrate', 0)) AS mine`,
    );
    if (rows[0]?.mine === true) return;
    await client.query('ROLLBACK');
    if (Date.now() > giveUpAt)
      throw new Refusal('conflict', 'Another ringside migrate is moving into this database. Let it finish.');
    if (tries === 0) onWait();
    await sleep(againMs);
  }
}

function targetOn(client: Client, db: Kysely<Schema>): MoveTarget {
  return {
    async prepare(migrations, tables) {
      await needEarlier(client, migrations);
      await needEmpty(client, tables);
      const upTo = migrations.at(-1);
      await migrate(db, postgresWords, { upTo, withinTransaction: true });
    },
    async columnsOf(table) {
      const { rows } = await client.query<TargetColumn>(
        `SELECT attname AS name, format_type(atttypid, NULL) AS type,
          pg_get_serial_sequence($1, attname) IS NOT NULL AS "isGenerated"
        FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        [quoted(table)],
      );
      return rows;
    },
    async insert(table, columns, values) {
      const names = columns.map(({ name }) => quoted(name)).join(', ');
      const lists = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ');
      await client.query({
        name: `move ${table}`,
        text: `INSERT INTO ${quoted(table)} (${names}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${lists})`,
        values: [...values],
      });
    },
    async numberFrom(table, column, lastId) {
      const sql = 'SELECT setval(pg_get_serial_sequence($1, $2), $3)';
      await client.query(sql, [quoted(table), column, lastId]);
    },
    async sumsOf(table, columns) {
      const sql = `SELECT count(*)::text AS rows, ${checksumInSql(columns)} AS checksum FROM ${quoted(table)}`;
      const { rows } = await client.query<{ rows: string; checksum: string }>(sql);
      return { rows: Number(rows[0]?.rows), checksum: String(rows[0]?.checksum) };
    },
    async keep() {
      await client.query('COMMIT').catch((cause: unknown) => {
        throw new CommitUnknown(cause);
      });
      // Until it is done, queries are planned as for empty tables; it is done by itself, too, but later.
      await client.query('ANALYZE').catch(() => undefined);
    },
    close: () => client.end(),
  };
}

const quoted = (name: string): string => `"${name}"`;

const emptyOne = 'Name an empty database in DATABASE_URL (dropdb, createdb)';

async function needEarlier(client: Client, migrations: readonly string[]): Promise<void> {
  if (!(await isThere(client, 'kysely_migration'))) return;
  const { rows } = await client.query<{ name: string }>('SELECT name FROM kysely_migration ORDER BY name');
  const later = rows.map(({ name }) => name).filter((name) => !migrations.includes(name));
  if (later.length === 0) return;
  const message = `PostgreSQL has tables of a later version already (${later.join(', ')}). ${emptyOne}.`;
  throw new Refusal('conflict', message);
}

async function needEmpty(client: Client, tables: readonly string[]): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${lockMs}`);
  const full: string[] = [];
  for (const table of tables) {
    if (!(await isThere(client, table))) continue;
    await client.query(`LOCK TABLE ${quoted(table)} IN ACCESS EXCLUSIVE MODE`).catch((cause: unknown) => {
      const message = `Somebody is using the table ${table} in PostgreSQL: stop all Ringside processes there`;
      throw new Refusal('conflict', `${message} (${cause instanceof Error ? cause.message : String(cause)})`);
    });
    const { rows } = await client.query(`SELECT 1 FROM ${quoted(table)} LIMIT 1`);
    if (rows.length > 0) full.push(table);
  }
  await client.query('SET LOCAL lock_timeout = 0');
  if (full.length === 0) return;
  throw new Refusal('conflict', `PostgreSQL is not empty: ${full.join(', ')}. ${emptyOne}.`);
}

async function isThere(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    quoted(table),
  ]);
  return rows[0]?.there === true;
}
