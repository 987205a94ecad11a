import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import type { Trx } from '../store/hot.ts';
import { deleteCalls, forgetCalls } from './forget-calls.ts';
import { reachedAge, saveReachedAge, type RetentionSettings } from './retention.ts';

const dayMs = 24 * 3_600_000;
/** Changed in one transaction: arrivals wait for it. */
const callsPerTurn = 50;

/** Changes stored calls within the one writer, which then forgets what it held of them in memory. */
export type Rewrite = (ids: readonly string[], work: (trx: Trx) => Promise<void>) => Promise<void>;

export interface AgeingDeps {
  db: Db;
  clock: Clock;
  retention: Pick<RetentionSettings, 'now'>;
  rewrite: Rewrite;
}

/** Lets calls grow old: deletes those past their days, makes anonymous those whose people are to be forgotten. */
export async function ageCalls(deps: AgeingDeps): Promise<{ deleted: number; forgotten: number }> {
  const { callDays, personalDays } = await deps.retention.now();
  const now = deps.clock();
  return {
    deleted: callDays === null ? 0 : await deleteOlder(deps, now - callDays * dayMs),
    forgotten: personalDays === null ? 0 : await forgetOlder(deps, now - personalDays * dayMs),
  };
}

async function deleteOlder({ db, rewrite }: AgeingDeps, before: number): Promise<number> {
  for (let deleted = 0; ;) {
    const rows = await settledCalls(db, 0, before);
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return deleted;
    await rewrite(ids, (trx) => deleteCalls(trx, ids));
    deleted += ids.length;
    await breathe();
  }
}

/** Goes on from where it got the last time: a call is looked at once. */
async function forgetOlder({ db, clock, rewrite }: AgeingDeps, before: number): Promise<number> {
  let from = await reachedAge(db);
  for (let forgotten = 0; ;) {
    const rows = await settledCalls(db, from, before);
    const last = rows.at(-1);
    if (last === undefined) return forgotten;
    // All that began in the same instant go together, so that none falls between two turns.
    const ids = await idsBetween(db, rows[0]?.started_at ?? 0, last.started_at);
    await rewrite(ids, (trx) => forgetCalls(trx, ids));
    from = last.started_at + 1;
    await saveReachedAge(db, from, clock());
    forgotten += ids.length;
    await breathe();
  }
}

function settledCalls(db: Db, from: number, before: number) {
  return db
    .selectFrom('calls')
    .select(['id', 'started_at'])
    .where('started_at', '>=', from)
    .where('started_at', '<', before)
    .where('settled_at', 'is not', null)
    .orderBy('started_at')
    .limit(callsPerTurn)
    .execute();
}

async function idsBetween(db: Db, from: number, to: number): Promise<string[]> {
  const rows = await db
    .selectFrom('calls')
    .select('id')
    .where('started_at', '>=', from)
    .where('started_at', '<=', to)
    .where('settled_at', 'is not', null)
    .execute();
  return rows.map(({ id }) => id);
}
