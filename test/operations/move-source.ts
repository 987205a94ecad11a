import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { createSeal } from '../../src/platform/seal.ts';
import { migrate, sqliteWords } from '../../src/store/database.ts';
import type { Schema } from '../../src/store/schema.ts';

export const key = 'ab'.repeat(32);

/** More than goes into one statement. */
export const manyRows = 9_000;

export const numberOfTables = 26;

/** An embedded database with what is hard to move; of this version, or of the one that ended with `upTo`. */
export async function fillDatabase(file: string, upTo?: string): Promise<void> {
  const sqlite = new Database(file);
  sqlite.pragma('journal_mode = WAL');
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  await migrate(db, sqliteWords, { upTo });
  const { seal } = createSeal(Buffer.from(key, 'hex'));
  const put = (into: string, ...values: unknown[]): void => {
    sqlite.prepare(`INSERT INTO ${into} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
  };
  put(
    'sources (id, name, dialect, country, own_numbers_json, key_hash, key_sealed, allowed_addresses_json, basic_sealed, extension_digits, provisioned, created_at)',
    ...[
      's1',
      'office',
      'linuxbox',
      'CZ',
      '["+420591166200"]',
      'hash',
      seal('key'),
      '[]',
      seal('basic'),
      6,
      1,
      1,
    ],
  );
  put(
    'connections (id, name, crm, settings_sealed, rules_json, status, tokens_sealed, provisioned, created_at)',
    ...['k1', 'crm', 'hubspot', seal('settings'), '{}', 'active', seal('tokens'), 0, 1_700_000_000_000],
  );
  put('agents (id, name, email, provisioned, created_at)', 'a1', 'Eva', 'eva@example.com', 0, 1);
  put('agent_identities (agent_id, source_id, user_id)', 'a1', 's1', 'eva');
  put('agent_crm_users (agent_id, connection_id, crm_user_id)', 'a1', 'k1', '7');
  put(
    'people (id, email, name, role, provisioned, created_at)',
    'p1',
    'ada@example.com',
    'Ada',
    'admin',
    0,
    1,
  );
  const entry = 'journal (source_id, received_at, status, name, call_id, identity, event_json, method, raw)';
  for (const identity of ['1', '2', '3'])
    put(
      entry,
      's1',
      1_700_000_000_000,
      'accepted',
      'start_call',
      'c1',
      identity,
      '{"a":1}',
      'GET',
      `?x=${identity}`,
    );
  put(
    'calls (id, source_id, state, direction, started_at, due_at, sequence, lookup, folded_to, call_json)',
    ...['c1', 's1', 'ended', 'inbound', 1_700_000_000_000, 1_700_000_000_001.5, 3, 'done', 3, '{"č":"📞"}'],
  );
  const contact = 'directory_contacts (id, connection, name, company, deleted, origin, version, changed_at)';
  put(contact, 'd1', 'contacts', `{"a",NULL,\\b} 'č'\0 📞\n\u001f`, '', 0, 'person', 2n ** 52n, 1);
  put('directory_phones (contact_id, number, e164, label)', 'd1', '602 123 456', '+420602123456', 'Phone');
  const change = 'audit (id, at, actor_kind, actor, area, action, summary)';
  put(change, 7, 1, 'person', 'ada@example.com', 'people', 'PUT', 'changed');
  sqlite.exec('DELETE FROM audit');
  if (upTo === undefined) fillLater(sqlite);
  await db.destroy();
}

function fillLater(sqlite: Database.Database): void {
  sqlite.exec('UPDATE connections SET mirror_progress = 0.1');
  sqlite
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
      INSERT INTO call_traces SELECT 'call ' || i, 'pop', 'pop', i, '{"shown":[' || i || ']}' FROM n`,
    )
    .run(manyRows);
}
