import { setImmediate } from 'node:timers/promises';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { z } from 'zod';
import type { JournalEntry } from '../../api/journal.ts';
import type { Db } from '../../store/database.ts';
import type { Row } from '../../store/schema.ts';
import type { Page, PageRequest } from '../services.ts';

export interface JournalFilter extends PageRequest {
  sourceId?: string | undefined;
  status?: JournalEntry['status'] | undefined;
  /** Part of the event's name. */
  event?: string | undefined;
  /** Part of what came over the wire. */
  text?: string | undefined;
  /** Epoch ms, inclusive. */
  since?: number | undefined;
  /** Epoch ms, exclusive. */
  until?: number | undefined;
}

/** What an entry is shown with. */
export interface EntryWords {
  sourceName: (id: string) => string;
  /** A shell line that sends it anew. */
  curl: (method: string, raw: string) => string;
}

/** Rows looked at in one go, and goes per page: a rare filter must not keep the database from taking events. */
const windowRows = 20_000;
const mostWindows = 25;

const faultList = z.array(z.object({ field: z.string(), message: z.string() }));

/**
 * Journal entries, newest first. A page may hold fewer entries than `limit`, even none, and still have a
 * `nextCursor`: then nothing matched among the 500,000 entries looked at.
 */
export async function journalPage(
  db: Db,
  filter: JournalFilter,
  words: EntryWords,
): Promise<Page<JournalEntry>> {
  let below = cursorId(filter.cursor) ?? (await idFrom(db, filter.until ?? Infinity));
  const end = filter.since === undefined ? 1 : await idFrom(db, filter.since);
  const rows: Row<'journal'>[] = [];
  for (let window = 0; window < mostWindows && below > end; window += 1) {
    const from = Math.max(end, below - windowRows);
    const found = await journalWindow(db, filter, from, below, filter.limit - rows.length);
    rows.push(...found);
    const last = found.at(-1);
    if (rows.length >= filter.limit && last) {
      below = last.id;
      break;
    }
    below = from;
    await setImmediate();
  }
  const items = rows.map((row) => toEntry(row, words));
  return { items, nextCursor: below > end ? String(below) : null };
}

function journalWindow(db: Db, filter: JournalFilter, from: number, below: number, limit: number) {
  let query = db.selectFrom('journal').selectAll().where('id', '>=', from).where('id', '<', below);
  if (filter.sourceId !== undefined) query = query.where('source_id', '=', filter.sourceId);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.event !== undefined) query = query.where(holds('name', filter.event));
  if (filter.text !== undefined) query = query.where(holds('raw', filter.text));
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** SQLite's LIKE takes no notice of case, PostgreSQL's does. */
function holds(column: 'name' | 'raw', text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`lower(${sql.ref(column)}) LIKE ${pattern} ESCAPE '\\'`;
}

/**
 * The id of the first entry that came at `at` (epoch ms) or later; one past the newest if none did. Ids rise with
 * the time of arrival, so some twenty looks find it without an index on times.
 */
async function idFrom(db: Db, at: number): Promise<number> {
  const edge = (direction: 'asc' | 'desc') =>
    db.selectFrom('journal').select('id').orderBy('id', direction).limit(1).executeTakeFirst();
  let low = (await edge('asc'))?.id ?? 1;
  let high = ((await edge('desc'))?.id ?? 0) + 1;
  if (at === Infinity) return high;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await db
      .selectFrom('journal')
      .select(['id', 'received_at'])
      .where('id', '>=', middle)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined || row.received_at >= at) high = middle;
    else low = row.id + 1;
  }
  return low;
}

/** A cursor that is none starts from the newest. */
function cursorId(cursor: string | undefined): number | null {
  return cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : null;
}

const statuses = z.enum(['accepted', 'duplicate', 'rejected', 'unrecognised']);

const anyFields = z.record(z.string(), z.unknown());

function toEntry(row: Row<'journal'>, { sourceName, curl }: EntryWords): JournalEntry {
  return {
    id: String(row.id),
    at: new Date(row.received_at).toISOString(),
    source: sourceName(row.source_id),
    event: row.name,
    status: statuses.parse(row.status),
    callId: row.call_id,
    method: row.method,
    raw: row.raw,
    faults: row.faults_json === null ? [] : faultList.parse(JSON.parse(row.faults_json)),
    understood: row.event_json === null ? null : anyFields.parse(JSON.parse(row.event_json)),
    curl: row.method === 'ringside' ? null : curl(row.method, row.raw),
  };
}
