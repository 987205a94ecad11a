import { timeOf, type Entry } from './order.ts';

/** True while the caller has entered a queue and not left it. */
export function inQueue(moves: readonly Entry[]): boolean {
  const last = moves.findLast(({ event }) => event.type === 'queue_entered' || event.type === 'queue_left');
  return last?.event.type === 'queue_entered';
}

/**
 * Waiting time in queues, ms: as the PBX measured it, else the time between entering and leaving. `until` closes
 * a stay whose leaving was never told (epoch ms: the answer, or the end); null while it goes on.
 */
export function waitMsOf(moves: readonly Entry[], until: number | null): number {
  const reported = moves.flatMap(({ event }) => event.durations?.waitMs ?? []);
  if (reported.length > 0) return Math.max(...reported);
  let waitMs = 0;
  let since: number | null = null;
  for (const entry of moves) {
    if (entry.event.type === 'queue_entered') since ??= timeOf(entry);
    if (entry.event.type === 'queue_left' && since !== null) {
      waitMs += Math.max(0, timeOf(entry) - since);
      since = null;
    }
  }
  return since === null || until === null ? waitMs : waitMs + Math.max(0, until - since);
}
