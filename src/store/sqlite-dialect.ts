import type { Database, Statement } from 'better-sqlite3';
import { SqliteDialect, SqliteDriver, type SqliteDatabase, type SqliteDialectConfig } from 'kysely';
import { LRUCache } from 'lru-cache';

/** Gets to the disk what was written so far. */
export type Flushed = () => Promise<void>;

/**
 * SQLite whose writes are durable when they resolve, although the database itself does not wait for the disk
 * (`synchronous = NORMAL`): the log is flushed in the thread pool. Meanwhile the connection is free for others, and the
 * event loop for rings.
 */
export function createFlushingDialect(sqlite: Database, flushed: Flushed): SqliteDialect {
  let wrote = false;
  const database = remembering(sqlite, (sql) => {
    wrote ||= isWrite.test(sql);
  });

  class FlushingDriver extends SqliteDriver {
    override async releaseConnection(): Promise<void> {
      const mustFlush = wrote;
      wrote = false;
      await super.releaseConnection();
      if (mustFlush) await flushed();
    }
  }
  class FlushingDialect extends SqliteDialect {
    readonly #config: SqliteDialectConfig;
    constructor(config: SqliteDialectConfig) {
      super(config);
      this.#config = config;
    }
    override createDriver(): SqliteDriver {
      return new FlushingDriver(this.#config);
    }
  }
  return new FlushingDialect({ database });
}

const isWrite = /^\s*(?:insert|update|delete|commit|create|alter|drop)/i;
const mostStatements = 300;

/** Kysely has each statement compiled anew each time; ours are few and come again and again. */
function remembering(sqlite: Database, onStatement: (sql: string) => void): SqliteDatabase {
  const statements = new LRUCache<string, Statement>({ max: mostStatements });
  return {
    close: () => void sqlite.close(),
    prepare(sql) {
      onStatement(sql);
      // begin, commit, rollback
      if (!sql.includes(' ')) return sqlite.prepare(sql);
      const known = statements.get(sql) ?? sqlite.prepare(sql);
      statements.set(sql, known);
      return known;
    },
  };
}
