import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Db } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { describePostgres, emptied } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { begin, run } from './commands.ts';
import { fillDatabase, key, manyRows, numberOfTables } from './move-source.ts';

// Each test starts programs, which takes a busy machine its time.
const patienceMs = 240_000;
vi.setConfig({ testTimeout: patienceMs });

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const hasTables = async ({ db }: { db: Db }): Promise<boolean> => {
  const found = await sql<{ there: boolean }>`SELECT to_regclass('calls') IS NOT NULL AS there`.execute(db);
  return found.rows[0]?.there === true;
};

describePostgres('ringside migrate', (open) => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const move = (dataDir: string, url: string, change: Record<string, string> = {}) =>
    run('src/migrate.ts', { DATA_DIR: dataDir, DATABASE_URL: url, ENCRYPTION_KEY: key, ...change });
  async function aSource(upTo?: string): Promise<string> {
    const dataDir = mkdtempSync(join(directory, 'data_'));
    await fillDatabase(join(dataDir, 'ringside.sqlite'), upTo);
    return dataDir;
  }
  const rowsIn = async ({ db }: { db: Db }, table: string): Promise<unknown[]> =>
    (await sql`SELECT * FROM ${sql.table(table)} ORDER BY 1, 2`.execute(db)).rows;

  test('every value arrives as it is, numbering goes on, and SQLite is not touched', async () => {
    const dataDir = await aSource();
    const before = digestOf(join(dataDir, 'ringside.sqlite'));
    const target = await open();
    await emptied(target);
    const { code, output } = await move(dataDir, target.url);
    expect(output).toMatch(/the key opens all 4 secrets/);
    expect(output).toMatch(
      new RegExp(`call_traces +${manyRows.toLocaleString('en')} +${manyRows.toLocaleString('en')} +same`),
    );
    expect(output.match(/ same$/gm)).toHaveLength(numberOfTables + 1);
    expect(output).toMatch(/^100 %: /m);
    expect(code).toBe(0);
    expect(digestOf(join(dataDir, 'ringside.sqlite'))).toBe(before);

    const [odd] = (await rowsIn(target, 'directory_contacts')) as { name: string; company: string }[];
    expect(odd).toMatchObject({ name: `{"a",NULL,\\b} 'č' 📞\n\u001f`, company: '', version: 2 ** 52 });
    const [call] = (await rowsIn(target, 'calls')) as { due_at: number; settled_at: null }[];
    expect(call).toMatchObject({ due_at: 1_700_000_000_002, settled_at: null });
    expect(await rowsIn(target, 'connections')).toMatchObject([{ mirror_progress: 0.1 }]);
    // Row 7 was the last one there ever was, and has gone.
    const added = await sql<{ id: number }>`INSERT INTO audit (at, actor_kind, actor, area, action, summary)
      VALUES (1, 'key', 'ops', 'people', 'x', 'y') RETURNING id`.execute(target.db);
    expect(added.rows).toEqual([{ id: 8 }]);
  });

  test('refuses: nothing to move, a wrong address, another key, rows that are there; and says what to do', async () => {
    const target = await open();
    const dataDir = await aSource();
    const none = await move(join(directory, 'none'), target.url);
    expect(none).toMatchObject({ code: 1, output: expect.stringContaining('nothing to move') as string });
    const nowhere = await move(dataDir, 'mysql://somewhere');
    expect(nowhere.output).toContain('DATABASE_URL: Write the address of a PostgreSQL database');
    const away = await move(dataDir, 'postgres://postgres@127.0.0.1:1/ringside');
    expect(away).toMatchObject({ code: 1, output: expect.stringContaining('ECONNREFUSED') as string });
    const other = await move(dataDir, target.url, { ENCRYPTION_KEY: 'cd'.repeat(32) });
    expect(other).toMatchObject({
      code: 1,
      output: expect.stringContaining('ENCRYPTION_KEYS_OLD') as string,
    });
    await sql`INSERT INTO settings VALUES ('retention', '{}', 1, NULL)`.execute(target.db);
    const full = await move(dataDir, target.url);
    expect(full.output).toMatch(/PostgreSQL is not empty: settings\. Name an empty database/);
    expect(full.code).toBe(1);
    expect(await rowsIn(target, 'calls')).toEqual([]);
  });

  test('an embedded database of an earlier version is moved as it is; the next start brings it up to date', async () => {
    const dataDir = await aSource('003-rules');
    const target = await open();
    await emptied(target);
    expect(await move(dataDir, target.url)).toMatchObject({ code: 0 });
    const now = await openPostgres(target.url, 1);
    expect(await rowsIn(now, 'connections')).toMatchObject([{ name: 'crm', mirror_generation: 0 }]);
    await now.close();
  });

  test('rows that PostgreSQL does not keep are noticed, and then nothing is kept', async () => {
    const dataDir = await aSource();
    const target = await open();
    await sql`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`.execute(
      target.db,
    );
    await sql`CREATE TRIGGER lose BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.id = 2)
      EXECUTE FUNCTION lose()`.execute(target.db);
    const lost = await move(dataDir, target.url);
    expect(lost.output).toMatch(/journal +3 +2 +DIFFERS\n/);
    expect(lost.output).toContain('PostgreSQL is as it was before');
    expect([lost.code, await rowsIn(target, 'calls')]).toEqual([1, []]);

    await sql`DROP TRIGGER lose ON journal`.execute(target.db);
    await sql`CREATE OR REPLACE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN NEW.raw = NEW.raw || ''!''; RETURN NEW; END'`.execute(target.db);
    await sql`CREATE TRIGGER lose BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.id = 2)
      EXECUTE FUNCTION lose()`.execute(target.db);
    const changed = await move(dataDir, target.url);
    expect(changed.output).toMatch(/journal +3 +3 +DIFFERS\n/);
    expect([changed.code, await rowsIn(target, 'calls')]).toEqual([1, []]);
  });

  test('killed half way it leaves nothing, and the next one begins anew', async () => {
    const dataDir = await aSource();
    const target = await open();
    // Stops in the middle for as long as somebody holds this lock.
    await sql`CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END'`.execute(target.db);
    await sql`CREATE TRIGGER wait BEFORE INSERT ON call_traces FOR EACH ROW
      WHEN (NEW.call_id = ${sql.lit(`call ${manyRows - 1}`)}) EXECUTE FUNCTION wait()`.execute(target.db);
    const next = await target.db.connection().execute(async (held) => {
      await sql`SELECT pg_advisory_lock(4711)`.execute(held);
      const first = begin('src/migrate.ts', {
        DATA_DIR: dataDir,
        DATABASE_URL: target.url,
        ENCRYPTION_KEY: key,
      });
      await until(
        'it stands half way',
        async () => {
          const waiting = await sql`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND objid = 4711 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(
            held,
          );
          return waiting.rows.length > 0;
        },
        patienceMs,
      );
      expect(first.output()).toMatch(/\d+ %: /);
      first.kill();
      expect((await first.ended).code).toBeNull();

      const second = begin('src/migrate.ts', {
        DATA_DIR: dataDir,
        DATABASE_URL: target.url,
        ENCRYPTION_KEY: key,
      });
      await until('it waits for what was cut off', () => second.output().includes('Waiting'), patienceMs);
      await sql`SELECT pg_advisory_unlock(4711)`.execute(held);
      return second.ended;
    });
    expect(next.output).toMatch(/Moved\./);
    expect(next.code).toBe(0);
    expect(await rowsIn(target, 'call_traces')).toHaveLength(manyRows);
  });

  test('PostgreSQL lost half way: nothing is there', async () => {
    const dataDir = await aSource();
    const target = await open();
    await emptied(target);
    const state = { over: false };
    const moving = move(dataDir, target.url).finally(() => (state.over = true));
    await until(
      'it is cut',
      async () => {
        await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'INSERT INTO "%'`.execute(target.db);
        return state.over;
      },
      patienceMs,
    );
    const { code, output } = await moving;
    expect([code, await hasTables(target)]).toEqual(output.includes('Moved.') ? [0, true] : [1, false]);
  });
});
