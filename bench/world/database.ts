import Database from 'better-sqlite3';
import pg from 'pg';
import { openSqlite, type OpenDatabase } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';

/** What the two databases say differently, as far as seeding needs it. */
export interface Words {
  /** Text that has nothing to do with any other. */
  randomId: string;
  /** A whole number from 0 to `most` - 1. */
  randomBelow(most: number): string;
  /** The JSON in this column with null for this member. */
  withNull(column: string, member: string): string;
  /** A query of the `name` of each column, in order. */
  columnsOf(table: string): string;
}

/** A database of the bench, seeded and looked into by plain SQL, whichever product it is. */
export interface BenchDatabase {
  words: Words;
  /** As the service opens it, with all tables. */
  open(): Promise<OpenDatabase>;
  /** Opens it for a moment and runs these, in one transaction. */
  run(statements: readonly string[]): Promise<void>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  /** Rows of `FROM from`. */
  count(from: string): Promise<number>;
  /** So that it reads as one does that has been there for a while. */
  settle(): Promise<void>;
}

export function sqliteAt(file: string): BenchDatabase {
  const within = <T>(work: (sqlite: Database.Database) => T): T => {
    const sqlite = new Database(file);
    try {
      return work(sqlite);
    } finally {
      sqlite.close();
    }
  };
  const rows = (query: string): Promise<Record<string, unknown>[]> =>
    Promise.resolve(within((sqlite) => sqlite.prepare<[], Record<string, unknown>>(query).all()));
  return {
    words: {
      randomId: 'lower(hex(randomblob(11)))',
      randomBelow: (most) => `abs(random()) % ${most}`,
      withNull: (column, member) => `json_set(${column}, '$.${member}', NULL)`,
      columnsOf: (table) => `SELECT name FROM pragma_table_info('${table}')`,
    },
    open: () => openSqlite(file),
    run(statements) {
      within((sqlite) => {
        // What is being seeded need not survive a power cut.
        sqlite.pragma('synchronous = OFF');
        // Ids come in no order: with a small cache each row would be a read and a write.
        sqlite.pragma('cache_size = -500000');
        sqlite.pragma('temp_store = MEMORY');
        sqlite.transaction(() => statements.forEach((statement) => sqlite.exec(statement)))();
      });
      return Promise.resolve();
    },
    rows,
    count: async (from) => Number((await rows(`SELECT count(*) AS n FROM ${from}`))[0]?.['n']),
    settle() {
      within((sqlite) => {
        sqlite.exec('ANALYZE');
        sqlite.pragma('wal_checkpoint(TRUNCATE)');
      });
      return Promise.resolve();
    },
  };
}

export function postgresAt(url: string): BenchDatabase {
  const within = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const rows = (query: string): Promise<Record<string, unknown>[]> =>
    within(async (client) => (await client.query<Record<string, unknown>>(query)).rows);
  return {
    words: {
      randomId: 'md5(random()::text)',
      randomBelow: (most) => `floor(random() * ${most})::bigint`,
      withNull: (column, member) => `jsonb_set(${column}::jsonb, '{${member}}', 'null')::text`,
      columnsOf: (table) => `SELECT column_name AS name FROM information_schema.columns
        WHERE table_name = '${table}' AND table_schema = current_schema() ORDER BY ordinal_position`,
    },
    open: () => openPostgres(url, 2),
    // Several statements in one query are one transaction.
    run: (statements) =>
      within(async (client) => {
        await client.query(`SET synchronous_commit = off; SET work_mem = '256MB'; ${statements.join(';\n')}`);
      }),
    rows,
    count: async (from) => Number((await rows(`SELECT count(*) AS n FROM ${from}`))[0]?.['n']),
    settle: () =>
      within(async (client) => {
        await client.query('VACUUM ANALYZE');
        await client.query('CHECKPOINT');
      }),
  };
}
