import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, describe, test } from 'vitest';
import { openSqlite, type Db } from '../../src/store/database.ts';
import type { HotStore } from '../../src/store/hot.ts';
import { createPostgresHotStore } from '../../src/store/hot-postgres.ts';
import { createSqliteHotStore } from '../../src/store/hot-sqlite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { namePrefix, onServer, postgresUrl, probePostgres } from './shared-postgres.ts';

const requireAll = process.env['REQUIRE_ALL'] === '1';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface TestStore {
  db: Db;
  hot: HotStore;
  close(): Promise<void>;
}

interface TestDatabase extends TestStore {
  kind: DatabaseKind;
  /** A second connection to the same data, as another process or the next start would have it. */
  another(): Promise<TestStore>;
}

/** An empty database with all tables, its own for whoever opens it. */
export type OpenTestDatabase = () => Promise<TestDatabase>;

/** Null: it can be used. */
export const whyNoPostgres = await probePostgres();

/**
 * Runs the same tests on real SQLite and on real PostgreSQL. What a test opens and leaves open is closed and
 * dropped after the suite. Without PostgreSQL its half is skipped with a warning; REQUIRE_ALL=1 makes it fail.
 */
export function describeEachDatabase(
  name: string,
  tests: (open: OpenTestDatabase, kind: DatabaseKind) => void,
): void {
  describe(`${name} (SQLite)`, () => {
    tests(closedAfterwards(openTestSqlite), 'sqlite');
  });
  describePostgres(name, (open) => {
    tests(open, 'postgres');
  });
}

/** Tests of what only PostgreSQL does. */
export function describePostgres(
  name: string,
  tests: (open: () => Promise<TestDatabase & { url: string }>) => void,
): void {
  if (whyNoPostgres === null) {
    describe(`${name} (PostgreSQL)`, () => {
      tests(closedAfterwards(openTestPostgres));
    });
  } else if (requireAll) {
    test(`${name} (PostgreSQL)`, () => {
      throw new Error(whyNoPostgres);
    });
  } else {
    console.warn(`SKIPPED: ${name} (PostgreSQL): ${whyNoPostgres}`);
    describe.skip(`${name} (PostgreSQL)`, () => {
      tests(openTestPostgres);
    });
  }
}

/** A SQLite file in a directory of its own, deleted when closed. */
async function openTestSqlite(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), namePrefix));
  const another = async (): Promise<TestStore> => {
    const opened = await openSqlite(join(directory, 'ringside.db'));
    return { ...opened, hot: createSqliteHotStore(opened) };
  };
  return withCleanUp('sqlite', another, () => rm(directory, { recursive: true, force: true }));
}

/** A PostgreSQL database of its own, dropped when closed. */
export async function openTestPostgres(): Promise<TestDatabase & { url: string }> {
  const name = `${namePrefix}${String(Date.now())}_${randomBytes(4).toString('hex')}`;
  await onServer((server) => server.query(`CREATE DATABASE ${name}`));
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const another = async (): Promise<TestStore> => {
    const opened = await openPostgres(url.href, 4);
    return { ...opened, hot: createPostgresHotStore(opened.db) };
  };
  const database = await withCleanUp('postgres', another, () =>
    onServer((server) => dropWhenFree(server, name)),
  );
  return { ...database, url: url.href };
}

/** As `createdb` leaves it. */
export async function emptied({ db }: { db: Db }): Promise<void> {
  await sql`DROP SCHEMA public CASCADE`.execute(db);
  await sql`CREATE SCHEMA public`.execute(db);
}

/** A closed connection lives on for a moment; dropped by force then, it would report an error to nobody. */
async function dropWhenFree(server: pg.Client, name: string): Promise<void> {
  const free = 'SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = $1';
  for (let tries = 0; tries < 100; tries++) {
    const { rows } = await server.query<{ open: number }>(free, [name]);
    if (rows[0]?.open === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function withCleanUp(
  kind: DatabaseKind,
  another: () => Promise<TestStore>,
  remove: () => Promise<unknown>,
): Promise<TestDatabase> {
  const first = await another();
  const open = [first];
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await Promise.all(open.map((database) => database.close()));
    await remove();
  };
  return {
    ...first,
    kind,
    another: async () => {
      const next = await another();
      open.push(next);
      return next;
    },
    close: () => (closing ??= close()),
  };
}

function closedAfterwards<D extends TestDatabase>(open: () => Promise<D>): () => Promise<D> {
  const opened: D[] = [];
  afterAll(async () => {
    for (const database of opened.reverse()) await database.close();
  });
  return async () => {
    const database = await open();
    opened.push(database);
    return database;
  };
}
