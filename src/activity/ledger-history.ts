import { setImmediate as breathe } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { LedgerHistory } from '../api/ledger.ts';
import type { Schema } from '../store/schema.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** One index range at a time: a long look back must not keep events waiting. */
const sliceMs = dayMs;
export const mostDays = 92;
/** Up to so many days are told by the hour. */
const daysByHour = 3;

export interface HistoryQuery {
  /** Epoch ms, inclusive. */
  since: number;
  /** Epoch ms, exclusive. At most `mostDays` later. */
  until: number;
  connectionId?: string | undefined;
  /** Minutes that the reader's clock is ahead of UTC: their days begin at their midnight. */
  offsetMinutes: number;
}

type Bucket = LedgerHistory['buckets'][number];
type Kind = Exclude<keyof Bucket, 'from'>;

const kinds: Readonly<Record<string, Kind>> = {
  logged: 'logged',
  waiting: 'waiting',
  sending: 'waiting',
  dead: 'dead',
  skipped: 'skipped',
};

/** What became of activities by the time they were planned: by the hour, or by the day over longer times. */
export async function ledgerHistory(db: Kysely<Schema>, query: HistoryQuery): Promise<LedgerHistory> {
  const bucketMs = query.until - query.since > daysByHour * dayMs ? dayMs : hourMs;
  const offsetMs = query.offsetMinutes * 60_000;
  const bucketOf = (at: number): number => Math.floor((at + offsetMs) / bucketMs);
  const buckets = new Map<number, Bucket>();
  for (let at = bucketOf(query.since); at <= bucketOf(query.until - 1); at += 1) {
    const from = new Date(at * bucketMs - offsetMs).toISOString();
    buckets.set(at, { from, logged: 0, waiting: 0, dead: 0, skipped: 0 });
  }
  for (let from = query.since; from < query.until; from += sliceMs) {
    const until = Math.min(query.until, from + sliceMs);
    for (const { bucket, status, rows } of await countSlice(db, { ...query, since: from, until }, bucketMs)) {
      const counted = buckets.get(bucket);
      const kind = kinds[status];
      if (counted !== undefined && kind !== undefined) counted[kind] += rows;
    }
    await breathe();
  }
  return { bucketMs, buckets: [...buckets.values()] };
}

/** From the index `activities_created` alone. */
function countSlice(
  db: Kysely<Schema>,
  { since, until, connectionId, offsetMinutes }: HistoryQuery,
  bucketMs: number,
) {
  const offsetMs = offsetMinutes * 60_000;
  // Both databases divide whole numbers down to whole numbers; times are positive.
  const bucket = sql<number>`(created_at + ${sql.lit(offsetMs)}) / ${sql.lit(bucketMs)}`;
  let query = db
    .selectFrom('activities')
    .select(['status', bucket.as('bucket'), (select) => select.fn.countAll<number>().as('rows')])
    .where('created_at', '>=', since)
    .where('created_at', '<', until);
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  return query.groupBy(['status', bucket]).execute();
}
