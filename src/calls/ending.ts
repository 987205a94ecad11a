import type { LegTrack } from './leg-track.ts';
import { movesCall, timeOf, type Entry, type Moment, type Move } from './order.ts';

export interface End extends Moment {
  /** The PBX never said it: Ringside gave the call up. */
  synthesised: boolean;
  /** The whole call's length as the PBX measured it; null: it did not, or the call went on behind its measure. */
  reportedTotalMs: number | null;
}

/** When the call ended; null while it goes on. */
export function endOf(
  once: readonly Entry[],
  moves: readonly Move[],
  tracks: readonly LegTrack[],
): End | null {
  return toldEnd(moves) ?? endOfLegs(tracks) ?? presumedEnd(once, moves.length);
}

/** linuxbox says so. `movesOf` puts it last. */
function toldEnd(moves: readonly Move[]): End | null {
  const last = moves.at(-1);
  return last?.event.type === 'call_ended' ? toEnd(last) : null;
}

/** contaqt: the call ends with the leg whose id is the call's, or with its last leg (DESIGN §4). */
function endOfLegs(tracks: readonly LegTrack[]): End | null {
  const legs = tracks.filter((leg) => leg.id !== null);
  const roots = legs.filter((leg) => leg.isRoot);
  // Where several users share the first leg's id, who was answered elsewhere leaves a call that goes on.
  const rootEnd = latestEnd(
    roots.length < 2 ? roots : roots.filter((leg) => leg.hangupCause !== 'LOSE_RACE'),
  );
  if (rootEnd === null && roots.length > 0) return null;
  const decisive = rootEnd === null ? legs : legs.filter((leg) => beganAfter(leg, rootEnd));
  if (decisive.some((leg) => !isOver(leg))) return null;
  const last = latestEnd(
    rootEnd === null ? legs : legs.filter((leg) => leg.isRoot || outlived(leg, rootEnd)),
  );
  return last === null ? null : toEnd(last);
}

function latestEnd(legs: readonly LegTrack[]): Move | null {
  let last: Move | null = null;
  for (const { end } of legs) {
    if (end !== null && (last === null || end.position > last.position)) last = end;
  }
  return last;
}

/** A transfer: the leg came to life when the first one was gone. */
function beganAfter(leg: LegTrack, rootEnd: Move): boolean {
  return leg.lastSign !== null && leg.lastSign.position > rootEnd.position;
}

/** A conversation handed on, which went on behind the first leg's end. */
function outlived(leg: LegTrack, rootEnd: Move): boolean {
  return beganAfter(leg, rootEnd) || (leg.talks.length > 0 && leg.end !== null);
}

function isOver({ end, lastSign }: LegTrack): boolean {
  return end !== null && (lastSign === null || lastSign.position < end.position);
}

/** The last sign of life, not the hour at which we gave up waiting; undone by whatever moves the call later. */
function presumedEnd(once: readonly Entry[], position: number): End | null {
  const stale = once.findLast(({ event }) => event.synthesised === true);
  if (stale === undefined || once.some((entry) => movesCall(entry) && entry.id > stale.id)) return null;
  const signs = once.filter(({ event }) => event.synthesised !== true).map(timeOf);
  const at = signs.length === 0 ? stale.receivedAt : Math.max(...signs);
  return { at, position, synthesised: true, reportedTotalMs: null };
}

/** contaqt measures the whole call on its first leg. */
function toEnd({ at, position, event }: Move): End {
  const isRoot = event.leg?.id !== undefined && event.leg.id === event.callId;
  const reportedTotalMs = isRoot ? (event.durations?.totalMs ?? null) : null;
  return { at, position, synthesised: false, reportedTotalMs };
}
