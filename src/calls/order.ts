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

/** A point of the call by both its clocks. */
export interface Moment {
  /** Epoch ms. */
  at: number;
  /** Place in the PBX's order. */
  position: number;
}

/** An event that moves the call, at its place. Times never run backwards from one move to the next. */
export interface Move extends Moment {
  event: CallEvent;
  agentId: string | null;
  /** Only its arrival tells its place, which is then a guess. */
  guessed: boolean;
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
  call_ended: 7,
};

/** True for events that move a call; the rest (recording, spying, paused lines) only decorate it. */
export function movesCall(entry: Entry): boolean {
  return rank[entry.event.type] !== undefined && entry.event.synthesised !== true;
}

/** The same events once each, by arrival. Of repeats the first to arrive counts. */
export function withoutRepeats(entries: readonly Entry[]): Entry[] {
  const byArrival = inOrderOf(entries, compareArrival);
  const seen = new Set<string | number>();
  return byArrival.filter(({ id, event }) => {
    const key = event.identity ?? id;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What moves the call, in the order the PBX says. `once`: entries by arrival, without repeats. */
export function movesOf(once: readonly Entry[]): Move[] {
  const moving = once.filter(movesCall);
  const isOrdered = orderTells(moving);
  const hasPlace = ({ event }: Entry): boolean => isOrdered && event.order !== undefined;
  const inOrder = [...inOrderOf(moving.filter(hasPlace), comparePlace)];
  for (const entry of moving) if (!hasPlace(entry)) insertByArrival(inOrder, entry);
  return timed(inOrder, hasPlace);
}

/**
 * False where all share one number: the document's examples have the same `cel_id` throughout, and who copies them
 * says nothing by it. contaqt's order is a time, and a call may well be over within one second.
 */
function orderTells(moving: readonly Entry[]): boolean {
  const first = moving[0]?.event;
  return (
    moving.length < 2 || first?.at !== undefined || moving.some(({ event }) => event.order !== first?.order)
  );
}

/** Behind whatever had arrived before it; but nothing comes after the end of the call. */
function insertByArrival(inOrder: Entry[], entry: Entry): void {
  const isLast = entry.event.type === 'call_ended';
  const before = inOrder.findLastIndex(
    (other) => isLast || (other.event.type !== 'call_ended' && compareArrival(other, entry) < 0),
  );
  inOrder.splice(before + 1, 0, entry);
}

/**
 * linuxbox sends no times. An event that came late cannot have happened later than what it precedes, so it gets the
 * earliest arrival from there on: durations are never negative, and a late webhook does not stretch them.
 */
function timed(inOrder: readonly Entry[], hasPlace: (entry: Entry) => boolean): Move[] {
  const moves = inOrder.map((entry, position): Move => {
    const { event, agentId } = entry;
    return { event, agentId, at: timeOf(entry), position, guessed: !hasPlace(entry) };
  });
  let latest = Infinity;
  for (const move of moves.toReversed()) {
    latest = Math.min(latest, move.at);
    move.at = latest;
  }
  return moves;
}

/** Most calls arrive in order: looking is cheaper than sorting. */
function inOrderOf(entries: readonly Entry[], compare: (a: Entry, b: Entry) => number): readonly Entry[] {
  let before: Entry | undefined;
  for (const entry of entries) {
    if (before !== undefined && compare(before, entry) > 0) return entries.toSorted(compare);
    before = entry;
  }
  return entries;
}

function compareArrival(a: Entry, b: Entry): number {
  return a.receivedAt - b.receivedAt || a.id - b.id;
}

/** Ties are broken by what the events say of themselves: arrival must not decide where contaqt gave the time. */
function comparePlace(a: Entry, b: Entry): number {
  const endsCall = Number(a.event.type === 'call_ended') - Number(b.event.type === 'call_ended');
  return (
    endsCall ||
    (a.event.order ?? 0) - (b.event.order ?? 0) ||
    rankOf(a.event) - rankOf(b.event) ||
    compareText(a.event.identity ?? '', b.event.identity ?? '') ||
    compareArrival(a, b)
  );
}

function rankOf(event: CallEvent): number {
  // The first leg hangs up last: what it says of the call (`canceled`, the cause) is the final word.
  const isRootEnd = event.type === 'leg_ended' && event.leg?.id === event.callId;
  return isRootEnd ? 6 : (rank[event.type] ?? 9);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
