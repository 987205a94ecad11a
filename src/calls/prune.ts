import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';

export interface PruneDeps {
  db: Db;
  clock: Clock;
  keepDays: number;
  maxRows: number;
}

/** Read and deleted in one go: arrivals wait for it. */
const rowsPerTurn = 1_000;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Deletes journal rows that are too old or too many, oldest first, and answers how many. Rows of calls that are
 * not settled stay whatever their age: the call is folded from them.
 */
export async function pruneJournal(deps: PruneDeps): Promise<number> {
  const { db, clock, keepDays, maxRows } = deps;
  const newest = await db
    .selectFrom('journal')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  // Ids rise by one with each row, so the distance to the newest counts the rows between.
  const bounds: Bounds = { receivedBefore: clock() - keepDays * dayMs, upToId: (newest?.id ?? 0) - maxRows };
  let deleted = 0;
  let from = 0;
  for (;;) {
    const rows = await oldestAfter(db, from);
    // Rows arrive in the order of their ids: behind one that may stay all may stay.
    const excess = rows.filter((row) => isExcess(row, bounds));
    const ids = excess.filter((row) => row.call === null || row.settled_at !== null).map((row) => row.id);
    if (ids.length > 0) await db.deleteFrom('journal').where('id', 'in', ids).execute();
    deleted += ids.length;
    const last = rows.at(-1);
    if (last === undefined || excess.length < rows.length) return deleted;
    from = last.id;
  }
}

interface Bounds {
  /** Epoch ms. */
  receivedBefore: number;
  upToId: number;
}

function isExcess(row: { id: number; received_at: number }, bounds: Bounds): boolean {
  return row.received_at < bounds.receivedBefore || row.id <= bounds.upToId;
}

function oldestAfter(db: Db, id: number) {
  return db
    .selectFrom('journal')
    .leftJoin('calls', 'calls.id', 'journal.call_id')
    .select(['journal.id', 'journal.received_at', 'calls.id as call', 'calls.settled_at'])
    .where('journal.id', '>', id)
    .orderBy('journal.id')
    .limit(rowsPerTurn)
    .execute();
}

/** Deletes what was noted of calls so many days ago. */
export async function pruneTraces({ db, clock, keepDays }: Omit<PruneDeps, 'maxRows'>): Promise<void> {
  await db
    .deleteFrom('call_traces')
    .where('at', '<', clock() - keepDays * dayMs)
    .execute();
}
