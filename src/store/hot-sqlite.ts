import type { Statement } from 'better-sqlite3';
import type { OpenSqlite } from './database.ts';
import type { Appended, EntryRow, HotStore, IndexRow, NewJournalRow } from './hot.ts';
import type { Row } from './schema.ts';

const journalColumns = [
  'source_id', 'received_at', 'status', 'name', 'call_id', 'identity', 'bytes_hash', 'agent_id', 'event_json',
  'method', 'raw', 'faults_json',
] as const; // prettier-ignore
const callColumns = [
  'id', 'source_id', 'state', 'direction', 'customer_number', 'started_at', 'settled_at', 'due_at', 'sequence',
  'lookup', 'folded_to', 'call_json',
] as const; // prettier-ignore
const legColumns = [
  'call_id', 'leg_key', 'source_id', 'user_id', 'extension', 'device_id', 'name', 'agent_id', 'started_at', 'live',
] as const; // prettier-ignore

/**
 * Hot statements on the embedded database. They use the handle below Kysely: it is one connection, so inside a
 * Kysely transaction they are part of it.
 */
export function createSqliteHotStore({ db, sqlite }: Omit<OpenSqlite, 'close'>): HotStore {
  const insertJournal = sqlite.prepare(insert('journal', journalColumns, 'ON CONFLICT DO NOTHING'));
  const recentBytes = sqlite.prepare<[string, number], { id: number }>(
    `SELECT id FROM journal WHERE bytes_hash = ? AND received_at > ? AND status = 'accepted' LIMIT 1`,
  );
  const entries = sqlite.prepare<[string, number, number], EntryRow>(
    `SELECT id, received_at, agent_id, event_json FROM journal WHERE call_id = ? AND id < ? AND status = 'accepted'
     ORDER BY id LIMIT ?`,
  );
  const call = sqlite.prepare<[string], Row<'calls'>>('SELECT * FROM calls WHERE id = ?');
  const saveCall = sqlite.prepare(
    insert('calls', callColumns, `ON CONFLICT (id) DO UPDATE SET ${excluded(callColumns.slice(2))}`),
  );
  const saveLeg = sqlite.prepare(
    insert(
      'legs',
      legColumns,
      `ON CONFLICT (call_id, leg_key) DO UPDATE SET ${excluded(legColumns.slice(3))}`,
    ),
  );
  const number = sqlite.prepare<[string, number], IndexRow>(
    'SELECT * FROM phone_index WHERE e164 = ? ORDER BY changed_at DESC, name, record_id LIMIT ?',
  );

  const append = (row: NewJournalRow, repeatMs: number): Appended => {
    const { bytes_hash: bytes = null, received_at: at } = row;
    if (bytes === null || recentBytes.get(bytes, at - repeatMs) === undefined) {
      const stored = insertJournal.run(values(row, journalColumns));
      if (stored.changes === 1) return { id: Number(stored.lastInsertRowid), duplicate: false };
    }
    const kept = insertJournal.run(values({ ...row, ...asDuplicate }, journalColumns));
    return { id: Number(kept.lastInsertRowid), duplicate: true };
  };

  return {
    async transact(work) {
      const committed = settleLater<Awaited<ReturnType<typeof work>>>();
      const durable = db.connection().execute(async (connection) => {
        committed.resolve(await connection.transaction().execute(work));
      });
      // Either it is committed, and the disk works on it, or it failed.
      const result = await Promise.race([committed.promise, durable.then(() => committed.promise)]);
      return { result, durable };
    },
    lock: null,
    appendJournal: (_trx, rows, repeatMs) => Promise.resolve(rows.map((row) => append(row, repeatMs))),
    entriesOf: (_trx, olderThan, limit) =>
      Promise.resolve(new Map([...olderThan].map(([id, before]) => [id, entries.all(id, before, limit)]))),
    loadCalls: (_trx, callIds) => Promise.resolve(found(callIds, (id) => call.get(id))),
    saveCalls: (_trx, rows) => runEach(saveCall, rows, callColumns),
    saveLegs: (_trx, rows) => runEach(saveLeg, rows, legColumns),
    findNumbers: (_within, numbers, limit) =>
      Promise.resolve(
        found(numbers, (e164) => {
          const rows = number.all(e164, limit);
          return rows.length === 0 ? undefined : rows;
        }),
      ),
  };
}

function settleLater<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}

/** What is kept of a repeated event: that it came. */
const asDuplicate = { status: 'duplicate', identity: null, bytes_hash: null, event_json: null } as const;

function insert(table: string, columns: readonly string[], conflict: string): string {
  const places = columns.map(() => '?').join(', ');
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places}) ${conflict}`;
}

function excluded(columns: readonly string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}

function values<C extends string>(row: Partial<Record<C, unknown>>, columns: readonly C[]): unknown[] {
  return columns.map((column) => row[column] ?? null);
}

function runEach<C extends string>(
  statement: Statement,
  rows: readonly Partial<Record<C, unknown>>[],
  columns: readonly C[],
): Promise<void> {
  for (const row of rows) statement.run(values(row, columns));
  return Promise.resolve();
}

function found<T>(keys: readonly string[], read: (key: string) => T | undefined): Map<string, T> {
  const map = new Map<string, T>();
  for (const key of keys) {
    const value = read(key);
    if (value !== undefined) map.set(key, value);
  }
  return map;
}
