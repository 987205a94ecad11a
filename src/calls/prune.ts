import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';

export interface PruneDeps {
  db: Db;
  clock: Clock;
  log: Log;
  keepDays: number;
  maxRows: number;
  everyMs: number;
}

/** Deleted in one statement: arrivals wait for it. */
const rowsPerTurn = 2_000;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Deletes journal rows that are too old or too many, oldest first, and answers how many. Rows of calls that are
 * not settled stay whatever their age: the call is folded from them.
 */
export async function pruneJournal(deps: Omit<PruneDeps, 'everyMs' | 'log'>): Promise<number> {
  const { db, clock, keepDays, maxRows } = deps;
  const newest = await db
    .selectFrom('journal')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return 0;
  const tooOld = clock() - keepDays * dayMs;
  // Ids rise by one with each row, so the distance to the newest counts the rows between.
  const tooFar = newest.id - maxRows;
  let deleted = 0;
  for (;;) {
    const doomed = await db
      .selectFrom('journal')
      .leftJoin('calls', 'calls.id', 'journal.call_id')
      .select('journal.id')
      .where(({ eb, or }) => or([eb('journal.received_at', '<', tooOld), eb('journal.id', '<=', tooFar)]))
      .where(({ eb, or }) => or([eb('calls.id', 'is', null), eb('calls.settled_at', 'is not', null)]))
      .orderBy('journal.id')
      .limit(rowsPerTurn)
      .execute();
    if (doomed.length === 0) return deleted;
    const ids = doomed.map((row) => row.id);
    await db.deleteFrom('journal').where('id', 'in', ids).execute();
    deleted += ids.length;
  }
}

/** Keeps the journal within its bounds. Answers the function that stops it. */
export function startPruning(deps: PruneDeps): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = pruneJournal(deps).then(
      (deleted) => deleted > 0 && deps.log.info({ deleted }, 'journal pruned'),
      (error: unknown) => deps.log.error({ err: error }, 'the journal could not be pruned'),
    );
  }, deps.everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
