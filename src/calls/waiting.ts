import type { CallEventType } from '../model/event.ts';
import type { End } from './ending.ts';
import type { Move } from './order.ts';

/** Whether the caller waits in a queue: entered and not left. Null: no event speaks of queues. */
export function inQueue(moves: readonly Move[]): boolean | null {
  const last = moves.findLast(({ event }) => event.type === 'queue_entered' || event.type === 'queue_left');
  return last === undefined ? null : last.event.type === 'queue_entered';
}

/** Waiting time in queues, ms: as the PBX measured it (contaqt), else the time between entering and leaving. */
export function waitMsOf(moves: readonly Move[], end: End | null): number {
  let reportedMs = -1;
  // The longest, for each leg tells its own.
  for (const { event } of moves) reportedMs = Math.max(reportedMs, event.durations?.waitMs ?? -1);
  return reportedMs < 0 ? stayMsOf(moves, end) : reportedMs;
}

/** A stay whose leaving was never told lasts until somebody answers or the call ends. */
function stayMsOf(moves: readonly Move[], end: End | null): number {
  let stayMs = 0;
  let since: number | null = null;
  for (const { event, at } of moves) {
    if (event.type === 'queue_entered') since ??= at;
    else if (since !== null && leavesQueue.has(event.type)) {
      stayMs += at - since;
      since = null;
    }
  }
  return since === null || end === null ? stayMs : stayMs + Math.max(0, end.at - since);
}

const leavesQueue = new Set<CallEventType>(['queue_left', 'leg_answered']);
