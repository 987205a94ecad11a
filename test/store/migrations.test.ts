import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { migrate, sqliteWords } from '../../src/store/database.ts';
import { migrationNames, migrations } from '../../src/store/migrations/index.ts';
import { openPostgres, postgresWords } from '../../src/store/postgres.ts';
import { describeEachDatabase, describePostgres, emptied } from '../support/databases.ts';
import { digestOf, releasedFile, releasedShape, whyUnsafe } from './released.ts';

const releases = releasedShape.parse(JSON.parse(readFileSync(releasedFile, 'utf8')));
const released = releases.flatMap((one) => Object.entries(one.migrations));

test('a released migration says what it said then; new ones come after', () => {
  const names = released.map(([name]) => name);
  expect(migrationNames.slice(0, names.length), 'no released one is missing, none comes before').toEqual(
    names,
  );
  expect([...migrationNames].sort(), 'they run in the order of their names').toEqual(migrationNames);
  const now = new Map(migrations.map((one) => [one.name, digestOf(one)]));
  for (const [name, digest] of released)
    expect(now.get(name), `${name} was edited after its release: add a new migration instead`).toBe(digest);
});

test('a digest goes by words, not by layout', () => {
  const says = (...statements: string[]) => digestOf({ name: 'x', statements: () => statements });
  expect(says('CREATE TABLE a (id text,\n  name text)')).toBe(says(' CREATE TABLE a (id text, name text)'));
  expect(says('CREATE TABLE a (id text)')).not.toBe(says('CREATE TABLE a (id bigint)'));
  expect(says('CREATE INDEX a ON b (c)', 'CREATE INDEX d ON e (f)')).not.toBe(
    says('CREATE INDEX a ON b (c)'),
  );
});

test('no migration stops processes of the version before: CONTRIBUTING.md, "Change the tables"', () => {
  for (const { name, statements, unusedSince } of migrations) {
    if (unusedSince !== undefined) {
      expect(
        releases.map(({ release }) => release),
        `${name}: unusedSince names a release`,
      ).toContain(unusedSince);
      continue;
    }
    for (const words of [sqliteWords, postgresWords]) {
      const all = statements(words);
      const made = new Set(all.flatMap((one) => /^\s*CREATE TABLE (\w+)/i.exec(one)?.[1] ?? []));
      const faults = all.flatMap((one) => {
        const why = whyUnsafe(one, made);
        return why === null ? [] : [`${name}: ${one}: ${why}`];
      });
      expect(faults).toEqual([]);
    }
  }
});

describe('what is safe beside old processes', () => {
  const none = new Set<string>();
  test.each([
    'ALTER TABLE calls ADD COLUMN mood text',
    "ALTER TABLE calls ADD COLUMN mood text NOT NULL DEFAULT 'calm'",
    'CREATE INDEX calls_mood ON calls (mood)',
    'CREATE TABLE moods (id text PRIMARY KEY, name text NOT NULL UNIQUE)',
    "UPDATE calls SET mood = NULL WHERE mood = ''",
    'DROP INDEX calls_mood',
  ])('%s', (statement) => expect(whyUnsafe(statement, none)).toBeNull());
  test.each([
    'DROP TABLE legs',
    'ALTER TABLE calls DROP COLUMN lookup',
    'alter table calls drop lookup',
    'ALTER TABLE calls RENAME COLUMN lookup TO search',
    'ALTER TABLE calls RENAME TO conversations',
    'ALTER TABLE calls ADD COLUMN mood text NOT NULL',
    'ALTER TABLE calls\n  ADD mood text NOT NULL',
    'ALTER TABLE calls ALTER COLUMN lookup TYPE integer',
    'ALTER TABLE calls ALTER COLUMN settled_at SET NOT NULL',
    'ALTER TABLE calls ADD CONSTRAINT sane CHECK (sequence > 0)',
    'ALTER TABLE calls ADD COLUMN source text REFERENCES sources (id)',
    'CREATE UNIQUE INDEX one_call ON calls (source_id, started_at)',
    'DELETE FROM calls',
    'TRUNCATE calls',
  ])('not: %s', (statement) => expect(whyUnsafe(statement, none)).not.toBeNull());
  test('anything may be done to a table that is new', () => {
    const made = new Set(['moods']);
    expect(whyUnsafe('CREATE UNIQUE INDEX moods_name ON moods (name)', made)).toBeNull();
    expect(whyUnsafe('CREATE UNIQUE INDEX calls_name ON calls (name)', made)).not.toBeNull();
  });
});

describeEachDatabase('tables of a later version', (open) => {
  test('are left alone, and the start says so', async () => {
    const { db, another } = await open();
    await sql`INSERT INTO kysely_migration VALUES ('999-later', '2030-01-01')`.execute(db);
    await expect(another()).rejects.toThrow(
      'A later version of Ringside has changed the database (999-later)',
    );
  });
});

describePostgres('processes that start at once', (open) => {
  test.each([null, '003-rules'])('run each migration once, from %s', async (upTo) => {
    const database = await open();
    await emptied(database);
    if (upTo !== null) await migrate(database.db, postgresWords, { upTo });
    const opened = await Promise.all(Array.from({ length: 6 }, () => openPostgres(database.url, 1)));
    const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(
      database.db,
    );
    expect(rows.map(({ name }) => name)).toEqual(migrationNames);
    for (const { db } of opened) expect(await db.selectFrom('calls').select('id').execute()).toEqual([]);
    await Promise.all(opened.map(({ close }) => close()));
  });
});
