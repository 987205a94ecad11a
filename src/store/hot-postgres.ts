import { sql, type RawBuilder } from 'kysely';
import type { Db } from './database.ts';
import type { Appended, EntryRow, HotStore, IndexRow, NewJournalRow, Trx } from './hot.ts';
import type { Row } from './schema.ts';

const journalColumns = {
  source_id: 'text', received_at: 'bigint', status: 'text', name: 'text', call_id: 'text', identity: 'text',
  bytes_hash: 'text', agent_id: 'text', event_json: 'text', method: 'text', raw: 'text', faults_json: 'text',
} as const; // prettier-ignore
const callColumns = {
  id: 'text', source_id: 'text', state: 'text', direction: 'text', customer_number: 'text', started_at: 'bigint',
  settled_at: 'bigint', due_at: 'bigint', sequence: 'integer', lookup: 'text', folded_to: 'bigint', call_json: 'text',
} as const; // prettier-ignore
const legColumns = {
  call_id: 'text', leg_key: 'text', source_id: 'text', user_id: 'text', extension: 'text', device_id: 'text',
  name: 'text', agent_id: 'text', started_at: 'bigint', live: 'integer',
} as const; // prettier-ignore

/**
 * Hot statements on PostgreSQL, which other processes write to as well. Each takes its whole batch as arrays, one a
 * column: one round trip, and the same statement whatever the size.
 */
export function createPostgresHotStore(db: Db): HotStore {
  return {
    async transact(work) {
      const result = await db.transaction().execute(work);
      // COMMIT is answered when the write-ahead log is on the disk (`needDurableCommits` of postgres.ts).
      return { result, durable: Promise.resolve() };
    },
    async lock(trx, keys) {
      if (keys.length === 0) return;
      // Everybody takes them in the same order, so that nobody waits in a circle; OFFSET keeps the order.
      await sql`SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(${keys}::text[]) AS name ORDER BY key OFFSET 0
      ) AS keys`.execute(trx);
    },
    async appendJournal(trx, rows, repeatMs) {
      const repeats = await repeatsAmong(trx, rows, repeatMs);
      const kept = rows.map((row, at) => (repeats.has(at) ? { ...row, ...asDuplicate } : row));
      const ids = await sql<{ id: number }>`INSERT INTO journal (${names(journalColumns)})
        ${rowsFrom(kept, journalColumns)} RETURNING id`.execute(trx);
      // Ids are given in the order of the rows, whatever order they are answered in.
      const inOrder = ids.rows.map(({ id }) => id).sort((one, other) => one - other);
      return inOrder.map((id, at): Appended => ({ id, duplicate: repeats.has(at) }));
    },
    async entriesOf(trx, olderThan, limit) {
      // The sum keeps the planner from reading all older ids of the journal to find those of one call.
      const { rows } = await sql<EntryRow & { call_id: string }>`
        SELECT entry.* FROM unnest(${[...olderThan.keys()]}::text[], ${[...olderThan.values()]}::bigint[])
          AS wanted (call_id, before) CROSS JOIN LATERAL (
          SELECT id, received_at, agent_id, event_json, call_id FROM journal
          WHERE call_id = wanted.call_id AND id + 0 < wanted.before AND status = 'accepted' ORDER BY id + 0 LIMIT ${limit}
        ) AS entry ORDER BY entry.id`.execute(trx);
      return grouped(rows, ({ call_id }) => call_id);
    },
    async loadCalls(trx, callIds) {
      const { rows } = await sql<
        Row<'calls'>
      >`SELECT * FROM calls WHERE id = ANY(${callIds}::text[])`.execute(trx);
      return new Map(rows.map((row) => [row.id, row]));
    },
    async saveCalls(trx, rows) {
      await sql`INSERT INTO calls (${names(callColumns)}) ${rowsFrom(rows, callColumns)}
        ON CONFLICT (id) DO UPDATE SET ${excluded(callColumns, ['id', 'source_id'])}`.execute(trx);
    },
    async saveLegs(trx, rows) {
      if (rows.length === 0) return;
      await sql`INSERT INTO legs (${names(legColumns)}) ${rowsFrom(rows, legColumns)}
        ON CONFLICT (call_id, leg_key) DO UPDATE SET ${excluded(legColumns, ['call_id', 'leg_key', 'source_id'])}
      `.execute(trx);
    },
    async findNumbers(within, numbers, limit) {
      const { rows } = await sql<IndexRow>`
        SELECT found.* FROM (SELECT DISTINCT unnest(${numbers}::text[]) AS e164) AS wanted CROSS JOIN LATERAL (
          SELECT * FROM phone_index WHERE e164 = wanted.e164 ORDER BY changed_at DESC, name, record_id LIMIT ${limit}
        ) AS found`.execute(within);
      return grouped(rows, ({ e164 }) => e164);
    },
  };
}

/** What is kept of a repeated event: that it came. */
const asDuplicate = { status: 'duplicate', identity: null, bytes_hash: null, event_json: null } as const;

/** The places of those rows that came before: in the journal, or earlier among these. */
async function repeatsAmong(
  trx: Trx,
  rows: readonly NewJournalRow[],
  repeatMs: number,
): Promise<ReadonlySet<number>> {
  const events = rows.map(toSeen);
  const identities = await storedIdentities(trx, events);
  const lastAt = await lastOfSameBytes(trx, events, repeatMs);
  const repeats = new Set<number>();
  events.forEach(({ identity, bytes, accepted, at }, place) => {
    const before = bytes === null ? undefined : lastAt.get(bytes);
    const isRepeat = identity !== null && identities.has(keyOf(identity));
    if (isRepeat || (before !== undefined && before > at - repeatMs)) repeats.add(place);
    else {
      if (identity !== null) identities.add(keyOf(identity));
      if (bytes !== null && accepted) lastAt.set(bytes, Math.max(before ?? at, at));
    }
  });
  return repeats;
}

interface Identity {
  callId: string;
  identity: string;
}

/** What repeats are known by. */
interface Seen {
  identity: Identity | null;
  bytes: string | null;
  accepted: boolean;
  /** Epoch ms. */
  at: number;
}

function toSeen({ call_id, identity, bytes_hash, status, received_at }: NewJournalRow): Seen {
  return {
    identity: call_id && identity ? { callId: call_id, identity } : null,
    bytes: bytes_hash ?? null,
    accepted: status === 'accepted',
    at: received_at,
  };
}

const keyOf = ({ callId, identity }: Identity): string => `${callId}\n${identity}`;

async function storedIdentities(trx: Trx, events: readonly Seen[]): Promise<Set<string>> {
  const asked = events.flatMap(({ identity }) => identity ?? []);
  if (asked.length === 0) return new Set();
  const callIds = asked.map((one) => one.callId);
  const identities = asked.map((one) => one.identity);
  const found = await sql<Identity>`
    SELECT call_id AS "callId", identity
    FROM unnest(${callIds}::text[], ${identities}::text[]) AS asked (call_id, identity)
    JOIN journal USING (call_id, identity)`.execute(trx);
  return new Set(found.rows.map(keyOf));
}

/** By hash of the bytes: when they were accepted last, epoch ms. */
async function lastOfSameBytes(
  trx: Trx,
  events: readonly Seen[],
  repeatMs: number,
): Promise<Map<string, number>> {
  const asked = events.flatMap(({ bytes }) => bytes ?? []);
  if (asked.length === 0) return new Map();
  const since = Math.min(...events.map(({ at }) => at)) - repeatMs;
  const found = await sql<{ bytes_hash: string; at: number }>`
    SELECT bytes_hash, max(received_at) AS at FROM journal
    WHERE bytes_hash = ANY(${asked}::text[]) AND received_at > ${since} AND status = 'accepted'
    GROUP BY bytes_hash`.execute(trx);
  return new Map(found.rows.map((row) => [row.bytes_hash, row.at]));
}

type Columns = Readonly<Record<string, 'text' | 'bigint' | 'integer'>>;

const names = (columns: Columns): RawBuilder<unknown> =>
  sql.join(Object.keys(columns).map((name) => sql.ref(name)));

/** The rows in their order, as a query. */
function rowsFrom<C extends Columns>(
  rows: readonly Partial<Record<keyof C, unknown>>[],
  columns: C,
): RawBuilder<unknown> {
  const arrays = Object.entries(columns).map(
    ([name, type]) => sql`${rows.map((row) => row[name] ?? null)}::${sql.raw(type)}[]`,
  );
  return sql`SELECT ${names(columns)} FROM unnest(${sql.join(arrays)}) WITH ORDINALITY
    AS given (${names(columns)}, place) ORDER BY place`;
}

function excluded(columns: Columns, key: readonly string[]): RawBuilder<unknown> {
  const changing = Object.keys(columns).filter((name) => !key.includes(name));
  return sql.join(changing.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`));
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const same = map.get(keyOf(row));
    if (same === undefined) map.set(keyOf(row), [row]);
    else same.push(row);
  }
  return map;
}
