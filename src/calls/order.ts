import type { CallEvent, CallEventType } from '../model/event.ts';

/** One accepted event of a call: what the journal keeps of it. */
export interface Entry {
  /** Position in the journal: the order of arrival. */
  id: number;
  /** Epoch ms. */
  receivedAt: number;
  /** Whose phone it was when the event arrived: people log in elsewhere later, and a call stays theirs. */
  agentId: string | null;
  event: CallEvent;
}

/** When it happened, epoch ms: the PBX's word for it, else the arrival. */
export function timeOf(entry: Entry): number {
  return entry.event.at ?? entry.receivedAt;
}

/** What comes first when the PBX's own order is a tie: contaqt counts in whole seconds. */
const rank: Partial<Record<CallEventType, number>> = {
  call_started: 0,
  queue_entered: 1,
  leg_ringing: 2,
  leg_dialing: 2,
  queue_left: 3,
  leg_answered: 4,
  leg_remote_answered: 4,
  leg_ended: 5,
  call_ended: 6,
};

/** True for events that move a call; the rest (recording, spying, paused lines) only decorate it. */
export function movesCall(entry: Entry): boolean {
  return rank[entry.event.type] !== undefined;
}

/** The same events once each, by arrival. Of repeats the first to arrive counts. */
export function withoutRepeats(entries: readonly Entry[]): Entry[] {
  const byArrival = entries.toSorted((a, b) => a.receivedAt - b.receivedAt || a.id - b.id);
  const seen = new Set<string | number>();
  return byArrival.filter(({ id, event }) => {
    const known = seen.has(id) || (event.identity !== undefined && seen.has(event.identity));
    seen.add(id);
    if (event.identity !== undefined) seen.add(event.identity);
    return !known;
  });
}

/**
 * In the order the PBX says; by arrival where one of them lacks it (installations too old to send `cel_id`),
 * since a mixture has no order of its own.
 */
export function inPbxOrder(entries: readonly Entry[]): Entry[] {
  if (!entries.every((entry) => entry.event.order !== undefined)) return [...entries];
  return entries.toSorted(
    (a, b) =>
      (a.event.order ?? 0) - (b.event.order ?? 0) ||
      (rank[a.event.type] ?? 9) - (rank[b.event.type] ?? 9) ||
      a.receivedAt - b.receivedAt ||
      a.id - b.id,
  );
}
