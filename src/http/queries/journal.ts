import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { journalEntryShape } from '../../api/admin.ts';
import type { Db } from '../../store/database.ts';
import type { Row } from '../../store/schema.ts';
import type { Page, PageRequest } from '../services.ts';

type JournalEntry = z.infer<typeof journalEntryShape>;

export interface JournalFilter extends PageRequest {
  sourceId?: string | undefined;
  status?: JournalEntry['status'] | undefined;
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
  sourceName: (id: string) => string,
): Promise<Page<JournalEntry>> {
  const newest = await db
    .selectFrom('journal')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  let below = cursorId(filter.cursor) ?? (newest?.id ?? 0) + 1;
  const rows: Row<'journal'>[] = [];
  for (let window = 0; window < mostWindows && below > 1; window += 1) {
    const from = Math.max(1, below - windowRows);
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
  const items = rows.map((row) => toEntry(row, sourceName));
  return { items, nextCursor: below > 1 ? String(below) : null };
}

function journalWindow(db: Db, filter: JournalFilter, from: number, below: number, limit: number) {
  let query = db.selectFrom('journal').selectAll().where('id', '>=', from).where('id', '<', below);
  if (filter.sourceId !== undefined) query = query.where('source_id', '=', filter.sourceId);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** A cursor that is none starts from the newest. */
function cursorId(cursor: string | undefined): number | null {
  return cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : null;
}

const statuses = z.enum(['accepted', 'duplicate', 'rejected', 'unrecognised']);

function toEntry(row: Row<'journal'>, sourceName: (id: string) => string): JournalEntry {
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
  };
}
