import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { format } from 'prettier';
import { scenarios } from '../src/demo/scenarios.ts';
import { backUp } from '../src/store/backup.ts';
import { migrations } from '../src/store/migrations/index.ts';
import { move } from '../src/store/move/move.ts';
import { openMoveSource } from '../src/store/move/source.ts';
import { openMoveTarget } from '../src/store/move/target.ts';
import { first, firstRelease, type FirstRelease } from '../test/store/first-release.ts';
import { digestOf, releasedFile } from '../test/store/released.ts';
import { aCast } from '../test/support/cast.ts';
import { adminKey, anOffice, karel } from '../test/support/office.ts';
import { rowsOf } from '../test/support/peek.ts';
import { startTestService, type TestService } from '../test/support/service.ts';
import { until } from '../test/support/until.ts';

/**
 * `npm run fixture:release`: writes what test/store/first-release.test.ts opens, a database of both kinds with some of
 * everything as this version leaves it, and the digests of its migrations. Needs PostgreSQL and pg_dump. It is for the
 * first release alone: later on what it wrote is history.
 */
const server = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

async function write(directory: string): Promise<void> {
  const office = await startTestService({
    env: { ENCRYPTION_KEY: first.key },
    provision: {
      ...anOffice(),
      people: [{ email: first.email, name: 'Ada', role: 'admin', password: first.password }],
    },
  });
  const file = join(directory, 'ringside.sqlite');
  const expected = await play(office);
  backUp(office.databaseFile, file);
  await office.stop();
  fillTheRest(file);
  mkdirSync(firstRelease.directory, { recursive: true });
  writeFileSync(firstRelease.sqlite, dumpSqlite(file));
  writeFileSync(firstRelease.postgres, await dumpPostgres(file));
  await writeJson(firstRelease.expected, expected);
  const digests = Object.fromEntries(migrations.map((one) => [one.name, digestOf(one)]));
  await writeJson(releasedFile, [{ release: '0.1.0', migrations: digests }]);
}

async function writeJson(file: string, value: unknown): Promise<void> {
  writeFileSync(file, await format(JSON.stringify(value), { parser: 'json', printWidth: 110 }));
}

/** A day at the office; then the connection is paused, and the last call waits. */
async function play(office: TestService): Promise<FirstRelease> {
  const { endMissing: _one, ...linuxbox } = scenarios.linuxbox;
  const { endMissing: _other, ...contaqt } = scenarios.contaqt;
  for (const scenario of Object.values(linuxbox)) await office.play('office', scenario(aCast()));
  for (const scenario of Object.values(contaqt).slice(0, 8)) await office.play('hub', scenario(aCast()));
  await office.send('office', { method: 'GET', path: '/start_call', headers: {}, body: '' });
  await office.quiet();
  await office.signIn(first.email);

  const { items } = (await office.get('/api/admin/connections')) as { items: { id: string }[] };
  const paused = await fetch(`${office.url()}/api/admin/connections/${String(items[0]?.id)}/pause`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'Stocktaking' }),
  });
  if (!paused.ok) throw new Error(`the connection is not paused: ${await paused.text()}`);
  const waiting = aCast();
  await office.play('office', scenarios.linuxbox.simple(waiting));
  await until('it waits', async () => (await office.callOf(waiting.callId)).activities.length > 0);
  const logged = rowsOf(office.databaseFile, 'SELECT id FROM directory_activities').length;
  return { at: Date.now(), waiting: waiting.callId, logged, calls: await office.listCalls() };
}

/** Rows of what no call brings about. */
const rest: Readonly<Record<string, string>> = {
  chosen_matches: `(e164, connection_id, record_type, record_id, chosen_by, chosen_at)
    VALUES ('${karel.phone}', 'c', 'contact', '${karel.id}', '${first.email}', 1)`,
  new_callers: `(connection_id, e164, record_type, record_id, made_at, unsure, tried_at)
    VALUES ('c', '+420602123456', 'contact', 'new', 1, 0, 1)`,
  retries: `(id, asked_by, created_at, total, reached, marked_at) VALUES ('r', '${first.email}', 1, 0, '', 1)`,
  settings: `(key, value_json, changed_at, changed_by) VALUES ('nothing', '{}', 1, '${first.email}')`,
  erasures: `(id, number_end, asked_by, erased_at, report_json) VALUES ('e', '123', '${first.email}', 1, '{}')`,
  presence: `(source_id, user_key, user_id, extension, logged_in, state, queues_json, changed_at)
    SELECT id, 'eva', 'eva', '101', 1, 'ready', '[]', 1 FROM sources LIMIT 1`,
};

function fillTheRest(file: string): void {
  const sqlite = new Database(file);
  const tables = sqlite
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
    .pluck()
    .all();
  for (const table of tables) {
    const isEmpty = sqlite.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() === undefined;
    if (isEmpty && rest[table] === undefined) throw new Error(`${table} is empty: add a row here`);
    if (isEmpty) sqlite.exec(`INSERT INTO ${table} ${String(rest[table])}`);
  }
  sqlite.close();
}

function dumpSqlite(file: string): string {
  const sqlite = new Database(file, { readonly: true });
  const texts = (sql: string): string[] => sqlite.prepare<[], string>(sql).pluck().all();
  const made = (kind: string): string[] =>
    texts(
      `SELECT sql || ';' FROM sqlite_schema WHERE type ${kind} AND sql IS NOT NULL AND name NOT LIKE 'sqlite%'`,
    );
  const tables = texts(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_stat1'`);
  const rows = tables.flatMap((table) => {
    const values = texts(`SELECT 'quote("' || name || '")' FROM pragma_table_info('${table}')`).join(
      ` || ',' || `,
    );
    return texts(`SELECT 'INSERT INTO "${table}" VALUES (' || ${values} || ');' FROM "${table}"`);
  });
  const isSequence = (line: string): boolean => line.startsWith('INSERT INTO "sqlite_sequence"');
  const lines = [
    ...['PRAGMA foreign_keys = OFF;', 'PRAGMA journal_mode = WAL;'],
    ...made(`= 'table'`),
    ...rows.filter((line) => !isSequence(line)),
    ...['DELETE FROM sqlite_sequence;', ...rows.filter(isSequence)],
    ...made(`<> 'table'`),
  ];
  sqlite.close();
  return `${lines.join('\n')}\n`;
}

/** The same rows, moved. */
async function dumpPostgres(file: string): Promise<string> {
  const name = `ringside_test_${Date.now()}_release`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  try {
    const url = new URL(server);
    url.pathname = `/${name}`;
    const source = openMoveSource(file);
    const target = await openMoveTarget(url.href, () => undefined);
    await move({ source, target, onRows: () => undefined, onCompare: () => undefined });
    await target.close();
    source.close();
    const dump = spawnSync('pg_dump', ['--no-owner', '--no-privileges', '--inserts', url.href], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    if (dump.status !== 0) throw new Error(`pg_dump: ${dump.stderr}`);
    // psql's words, and what older servers do not know.
    return dump.stdout.replace(/^(\\(un)?restrict .*|SET transaction_timeout.*|--.*|)\n/gm, '');
  } finally {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
  }
}

if (existsSync(releasedFile) && process.argv[2] !== '--again')
  throw new Error(
    'The first release is written down already; --again writes it anew, if it has not been published',
  );
const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
try {
  await write(directory);
} finally {
  rmSync(directory, { recursive: true });
}
