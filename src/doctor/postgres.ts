import { sql } from 'kysely';
import { messageOf } from '../platform/message.ts';
import type { Db } from '../store/database.ts';
import { connectionsPerProcess, oldestVersion } from '../store/postgres.ts';
import { tableNames } from '../store/migrations/index.ts';
import { checkMigrations } from './database.ts';
import { clockFinding } from './clock.ts';
import { fault, ok, warning, type Finding } from './finding.ts';
import {
  readClockDifference,
  readFacts,
  readForbidden,
  readForeign,
  type PostgresFacts,
} from './postgres-facts.ts';

export interface PostgresExam {
  findings: Finding[];
  /** There are tables, and they may be read. */
  isReadable: boolean;
}

/** The database that several processes share. `where`: its address without the password. */
export async function checkPostgres(db: Db, where: string, now: () => number): Promise<PostgresExam> {
  let facts: PostgresFacts;
  try {
    facts = await readFacts(db);
  } catch (error) {
    const finding = fault('PostgreSQL', `${where}: ${messageOf(error)}`, adviceFor(error));
    return { findings: [finding], isReadable: false };
  }
  const found = judgePostgres(facts, where);
  const clock = clockFinding('clock', await readClockDifference(db, now), 'PostgreSQL’s');
  const tables = await checkTables(db, facts);
  return { findings: [...found, ...tables.findings, clock], isReadable: tables.isReadable };
}

const unreachable =
  'See that it runs, and that host and port in DATABASE_URL are right; a firewall may be between';
const advices: Readonly<Record<string, string>> = {
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  '28P01': 'Correct user and password in DATABASE_URL',
  '28000': 'Correct the user in DATABASE_URL; pg_hba.conf on the server must let it in from this machine',
  '3D000': 'Make it: createdb --owner=<user> --encoding=UTF8 <name>; or correct the name in DATABASE_URL',
  '53300': 'Raise max_connections in postgresql.conf (and restart PostgreSQL), or run fewer processes',
};

function adviceFor(error: unknown): string {
  const codes = error instanceof AggregateError ? error.errors.map(codeOf) : [codeOf(error)];
  return codes.flatMap((code) => advices[code] ?? [])[0] ?? unreachable;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const farBehindBytes = 1e9;

/** What follows from what PostgreSQL says. */
export function judgePostgres(facts: PostgresFacts, where: string): Finding[] {
  return [
    version(facts, where),
    durability(facts),
    ...writable(facts),
    ...encoding(facts),
    size(facts),
    connections(facts),
  ];
}

function version({ versionNumber, version: said }: PostgresFacts, where: string): Finding {
  if (versionNumber >= oldestVersion) return ok('PostgreSQL', `${said} at ${where}`);
  const advice = `Update it: Ringside needs PostgreSQL ${oldestVersion / 10_000} or newer`;
  return fault('PostgreSQL', `${where} is of version ${said}`, advice);
}

function durability({ synchronousCommit, fsync }: PostgresFacts): Finding {
  const about = 'durability';
  if (fsync === 'off') {
    const said = 'fsync is off: a power cut loses what was acknowledged, or everything';
    return fault(about, said, 'Set fsync = on in postgresql.conf and reload');
  }
  if (synchronousCommit === 'off') {
    const said =
      'synchronous_commit is off: a crash loses events that were acknowledged. Ringside does not start';
    return fault(
      about,
      said,
      'ALTER ROLE <user> SET synchronous_commit = on; look at ALTER DATABASE as well',
    );
  }
  return ok(about, 'what is committed is on the disk');
}

function writable({ isStandby, isReadOnly }: PostgresFacts): Finding[] {
  const about = 'writing';
  if (isStandby) {
    const advice = 'Let DATABASE_URL lead to the primary (several hosts: ?target_session_attrs=read-write)';
    return [fault(about, 'this is a standby: it can be read only', advice)];
  }
  if (!isReadOnly) return [];
  const advice = 'ALTER ROLE <user> SET default_transaction_read_only = off; look at ALTER DATABASE as well';
  return [fault(about, 'transactions are read only here', advice)];
}

function encoding({ encoding: said }: PostgresFacts): Finding[] {
  if (said === 'UTF8') return [];
  return [
    fault(
      'encoding',
      `${said} cannot hold every name`,
      'Make the database anew: createdb --encoding=UTF8 --template=template0',
    ),
  ];
}

function size({ bytes, standbys, standbyBehindBytes }: PostgresFacts): Finding {
  const said = `${megabytes(bytes)}; ${standbys} ${standbys === 1 ? 'standby' : 'standbys'} seen`;
  if (standbys === 0) return ok('size', said);
  const behind = `${said}, at most ${megabytes(standbyBehindBytes)} behind`;
  if (standbyBehindBytes < farBehindBytes) return ok('size', behind);
  const advice =
    'See what holds the standby up: a failover now would lose calls; the log it waits for fills the disk';
  return warning('size', behind, advice);
}

/** A pool is filled as it is needed: what counts is what the processes may take, not what they have now. */
function connections({ connections: { limit, used, usedByRingside, processes } }: PostgresFacts): Finding {
  const room = limit - (used - usedByRingside);
  const fits = Math.max(0, Math.floor(room / connectionsPerProcess));
  const said =
    `${used} of ${limit} in use; room for ${fits} processes of Ringside (${connectionsPerProcess} each), ` +
    `${processes} running`;
  if (fits >= Math.max(1, processes)) return ok('connections', said);
  const advice =
    'Raise max_connections (postgresql.conf) or the limit of the database or user (ALTER … CONNECTION LIMIT), or run fewer processes';
  return (room < connectionsPerProcess ? fault : warning)('connections', said, advice);
}

async function checkTables(db: Db, { mayCreate }: PostgresFacts): Promise<PostgresExam> {
  const own =
    'Let the user own the database: ALTER DATABASE <name> OWNER TO <user>; or GRANT CREATE ON SCHEMA public';
  const { rows } = await sql<{ there: boolean }>`
    SELECT to_regclass('kysely_migration') IS NOT NULL AS there`.execute(db);
  if (rows[0]?.there !== true) {
    const finding =
      mayCreate === true
        ? ok('tables', 'not there yet; the first start makes them')
        : fault('privileges', 'there are no tables yet, and the user may not make them', own);
    return { findings: [finding], isReadable: false };
  }
  const names = [...tableNames, 'kysely_migration', 'kysely_migration_lock'];
  const forbidden = await readForbidden(db, names);
  if (forbidden.length > 0) {
    const advice =
      'Let the user own them, or GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO <user>';
    const finding = fault('privileges', `not allowed: ${forbidden.join('; ')}`, advice);
    return { findings: [finding], isReadable: false };
  }
  const foreign = await readForeign(db, names);
  return { findings: [await checkMigrations(db), privileges(mayCreate, foreign, own)], isReadable: true };
}

function privileges(mayCreate: boolean | null, foreign: readonly string[], own: string): Finding {
  if (mayCreate !== true)
    return warning('privileges', 'tables cannot be made: a later version may need to', own);
  if (foreign.length === 0) return ok('privileges', 'every table may be read, written and changed');
  const advice = 'Before the next version: ALTER TABLE … OWNER TO <user>, or REASSIGN OWNED for all';
  return warning(
    'privileges',
    `others own ${foreign.join(', ')}: a later version cannot change them`,
    advice,
  );
}
