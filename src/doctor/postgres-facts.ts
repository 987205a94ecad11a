import { sql } from 'kysely';
import type { Db } from '../store/database.ts';
import { processName } from '../store/postgres.ts';

/** What PostgreSQL says of itself, and of what we may do there. */
export interface PostgresFacts {
  /** `server_version_num`, and as people write it. */
  versionNumber: number;
  version: string;
  synchronousCommit: string;
  fsync: string;
  encoding: string;
  isStandby: boolean;
  isReadOnly: boolean;
  /** May tables be made in the schema that they go to; null: there is no such schema. */
  mayCreate: boolean | null;
  bytes: number;
  /** Copies that follow, as far as this user may see them, and how far the last of them is behind. */
  standbys: number;
  standbyBehindBytes: number;
  connections: ConnectionFacts;
}

interface ConnectionFacts {
  /** Of the server without its reserve, of the database, of the user, whichever is least. */
  limit: number;
  /** Of those that count towards this limit: all, and those of Ringside's processes. */
  used: number;
  usedByRingside: number;
  processes: number;
}

export async function readFacts(db: Db): Promise<PostgresFacts> {
  const { rows } = await sql<Omit<PostgresFacts, 'connections' | 'standbyBehindBytes'>>`SELECT
      current_setting('server_version_num')::int AS "versionNumber",
      current_setting('server_version') AS version,
      current_setting('synchronous_commit') AS "synchronousCommit",
      current_setting('fsync') AS fsync,
      current_setting('server_encoding') AS encoding,
      pg_is_in_recovery() AS "isStandby",
      current_setting('transaction_read_only') = 'on' AS "isReadOnly",
      has_schema_privilege(current_schema(), 'CREATE') AS "mayCreate",
      pg_database_size(current_database())::float8 AS bytes,
      (SELECT count(*)::int FROM pg_stat_replication) AS standbys`.execute(db);
  const [facts] = rows;
  if (facts === undefined) throw new Error('PostgreSQL says nothing of itself');
  const standbyBehindBytes = facts.standbys > 0 && !facts.isStandby ? await behind(db) : 0;
  return { ...facts, standbyBehindBytes, connections: await readConnections(db) };
}

async function behind(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number | null }>`
    SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::float8 AS bytes FROM pg_stat_replication
  `.execute(db);
  return rows[0]?.bytes ?? 0;
}

interface Limit {
  most: number;
  used: number;
  ours: number;
}

/** Whatever is nearest to its limit: server, database, user. This connection of the doctor's does not count. */
async function readConnections(db: Db): Promise<ConnectionFacts> {
  const ours = sql`application_name LIKE ${`${processName}%`}`;
  const counts = sql`count(*)::int AS used, (count(*) FILTER (WHERE ${ours}))::int AS ours`;
  const others = sql`FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  const { rows } = await sql<Limit>`
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true), '0')::int AS most, ${counts} ${others}
    UNION ALL
    SELECT (SELECT datconnlimit FROM pg_database WHERE datname = current_database()), ${counts} ${others}
      AND datname = current_database()
    UNION ALL
    SELECT (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user), ${counts} ${others}
      AND usename = current_user`.execute(db);
  const limits = rows.filter(({ most }) => most >= 0);
  const [least] = limits.sort((a, b) => a.most - (a.used - a.ours) - (b.most - (b.used - b.ours)));
  const running = await sql<{ processes: number }>`SELECT count(*)::int AS processes ${others}
    AND application_name = ${processName} AND datname = current_database()`.execute(db);
  return {
    limit: least?.most ?? 0,
    used: least?.used ?? 0,
    usedByRingside: least?.ours ?? 0,
    processes: running.rows[0]?.processes ?? 0,
  };
}

/** Tables of ours on which this user lacks a right, with the right. */
export async function readForbidden(db: Db, tables: readonly string[]): Promise<string[]> {
  const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
  const { rows } = await sql<{ table: string; missing: string }>`
    SELECT relname AS table, string_agg(wanted, ', ' ORDER BY place) AS missing
    FROM pg_class, unnest(${rights}::text[]) WITH ORDINALITY AS rights (wanted, place)
    WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(${tables}::text[])
      AND NOT has_table_privilege(oid, wanted) GROUP BY relname ORDER BY relname`.execute(db);
  return rows.map(({ table, missing }) => `${table} (${missing})`);
}

/** Tables of ours that somebody else owns: migrations cannot change them. */
export async function readForeign(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ table: string }>`SELECT relname AS table FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(${tables}::text[])
      AND NOT pg_has_role(relowner, 'USAGE') ORDER BY relname`.execute(db);
  return rows.map(({ table }) => table);
}

const samples = 3;

/** Our clock minus PostgreSQL's, ms, by the quickest of a few answers. */
export async function readClockDifference(db: Db, now: () => number): Promise<number> {
  let best = { difference: 0, took: Infinity };
  for (let sample = 0; sample < samples; sample += 1) {
    const [from, begun] = [now(), performance.now()];
    const { rows } = await sql<{ at: number }>`
      SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at`.execute(db);
    const took = performance.now() - begun;
    if (took < best.took) best = { difference: from + took / 2 - (rows[0]?.at ?? 0), took };
  }
  return best.difference;
}
