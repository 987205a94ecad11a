import type { Db } from '../store/database.ts';
import type { Arrival, Arrivals } from './commit.ts';

/**
 * Events that are journalled and acknowledged while their calls are not folded yet. When events come in crowds, a
 * call that several of them belong to is folded and written once for all of them, at most `lagMs` later. As long as
 * they come one by one, nothing ever waits here.
 */
export const lagMs = 400;
/** So many events in one window are a crowd: 2,000 a second. One late batch, after a pause of ours, is none. */
const crowd = 100;
const windowMs = 50;
/** Most calls folded in one transaction: arrivals wait for it. */
const mostAtOnce = 200;
const mostWaiting = 2_000;

export interface Backlog {
  waiting: Arrivals;
  /** To be folded now, before those who ask for them. */
  due: Arrivals;
}

export interface Division {
  /** Whatever can wait should. */
  crowded: boolean;
  /** Epoch ms. */
  now: number;
  /** Calls that something else is about to be done with. */
  needed: ReadonlySet<string>;
}

/** Tells crowds: given the events of each transaction, says whether they have come in crowds of late. */
export function createCrowdMeter(): (events: number, now: number) => boolean {
  let window = { since: -Infinity, events: 0 };
  let wasCrowd = false;
  return (events, now) => {
    const age = now - window.since;
    if (age >= windowMs || age < 0) {
      wasCrowd = window.events >= crowd && age >= 0 && age < 2 * windowMs;
      window = { since: now, events: 0 };
    }
    window.events += events;
    return wasCrowd || window.events >= crowd;
  };
}

/** Puts what arrived behind what waits already, and says which calls are due. Pure. */
export function divide(waiting: Arrivals, arrived: Arrivals, { crowded, now, needed }: Division): Backlog {
  const due = new Map<string, Arrival>();
  const later = new Map<string, Arrival>();
  const all = merged(waiting, arrived);
  const mayWait = crowded && all.size < mostWaiting;
  for (const [id, arrival] of all) {
    const since = arrival.entries[0]?.receivedAt ?? 0;
    const isDue = !mayWait || since <= now - lagMs;
    if (needed.has(id) || (isDue && due.size < mostAtOnce)) due.set(id, arrival);
    else later.set(id, arrival);
  }
  return { waiting: later, due };
}

function merged(waiting: Arrivals, arrived: Arrivals): Arrivals {
  if (waiting.size === 0) return arrived;
  const all = new Map(waiting);
  for (const [id, arrival] of arrived) {
    const before = all.get(id)?.entries ?? [];
    all.set(id, { ...arrival, entries: [...before, ...arrival.entries] });
  }
  return all;
}

/** A call whose last events are in the journal only. */
export interface Unfolded {
  id: string;
  sourceId: string;
  /** Epoch ms of its last event. */
  receivedAt: number;
}

/** More entries than can have waited when the process was killed. */
const lastEntries = 50_000;

/** What a crash left unfolded; asked once, at the start. */
export async function unfoldedCalls(db: Db): Promise<Unfolded[]> {
  const newest = await db
    .selectFrom('journal')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return db
    .selectFrom('journal')
    .leftJoin('calls', 'calls.id', 'journal.call_id')
    .select(({ fn, ref }) => [
      ref('journal.call_id').$notNull().as('id'),
      fn.max('journal.source_id').as('sourceId'),
      fn.max('journal.received_at').as('receivedAt'),
    ])
    .where('journal.id', '>', (newest?.id ?? 0) - lastEntries)
    .where('journal.call_id', 'is not', null)
    .where('journal.status', '=', 'accepted')
    .where(({ eb, fn, ref }) => eb('journal.id', '>', fn.coalesce(ref('calls.folded_to'), eb.lit(0))))
    .groupBy('journal.call_id')
    .execute();
}
