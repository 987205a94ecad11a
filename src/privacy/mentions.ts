import { setImmediate as breathe } from 'node:timers/promises';
import type { Db } from '../store/database.ts';
import { forgetEntry } from './forget-calls.ts';

/** Entries looked at in one go: events wait for it. */
const windowRows = 10_000;

/**
 * Journal entries that hold these digits in what came over the wire, wherever they belong: rejected ones, those of
 * other people's calls. Looks at the whole journal, piece by piece. Answers how many there are, and erases them if told.
 */
export async function forgetMentions(db: Db, digits: string, erase: boolean): Promise<number> {
  const newest = await db
    .selectFrom('journal')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const oldest = await db.selectFrom('journal').select('id').orderBy('id').limit(1).executeTakeFirst();
  if (newest === undefined || oldest === undefined) return 0;
  let mentions = 0;
  for (let from = oldest.id; from <= newest.id; from += windowRows) {
    const rows = await db
      .selectFrom('journal')
      .leftJoin('calls', 'calls.id', 'journal.call_id')
      .select(['journal.id', 'event_json', 'calls.customer_number', 'calls.settled_at', 'journal.call_id'])
      .where('journal.id', '>=', from)
      .where('journal.id', '<', from + windowRows)
      .where('raw', 'like', `%${digits}%`)
      .execute();
    // Of the person's own calls the settled ones are counted by themselves, and those under way are still folded.
    const others = rows.filter(
      (row) => row.call_id === null || !(row.customer_number ?? '').endsWith(digits),
    );
    mentions += others.length;
    if (erase && others.length > 0) {
      await db.transaction().execute(async (trx) => {
        for (const row of others) await forgetEntry(trx, row, digits);
      });
    }
    await breathe();
  }
  return mentions;
}
