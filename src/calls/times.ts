import type { Call, Leg } from '../model/call.ts';
import type { End } from './ending.ts';
import { timeOf, type Entry, type Move } from './order.ts';
import { waitMsOf } from './waiting.ts';

type Times = Pick<
  Call,
  'startedAt' | 'endedAt' | 'endSynthesised' | 'waitMs' | 'ringMs' | 'talkMs' | 'totalMs'
>;

/** The call's times (epoch ms) and durations (ms). */
export function timesOf(
  once: readonly Entry[],
  moves: readonly Move[],
  legs: readonly Leg[],
  answeredAt: number | null,
  end: End | null,
): Times {
  const startedAt = startOf(once, moves, answeredAt);
  return {
    startedAt,
    endedAt: end === null ? null : end.at,
    endSynthesised: end?.synthesised === true,
    waitMs: waitMsOf(moves, end),
    ringMs: ringMsOf(legs, answeredAt, end),
    talkMs: legs.reduce((sum, leg) => sum + leg.talkMs, 0),
    totalMs: end === null ? 0 : totalMsOf(startedAt, end, legs),
  };
}

/** The first sign of the call; earlier, where it is known only by an end that tells how long it was. */
function startOf(once: readonly Entry[], moves: readonly Move[], answeredAt: number | null): number {
  let startedAt = answeredAt ?? Infinity;
  for (const entry of once) startedAt = Math.min(startedAt, timeOf(entry));
  const first = moves[0];
  if (first?.event.type !== 'leg_ended') return startedAt;
  return Math.min(startedAt, first.at - (first.event.durations?.totalMs ?? 0));
}

/** contaqt's own measure is finer than its whole seconds: what is measured there may exceed their difference. */
function totalMsOf(startedAt: number, end: End, legs: readonly Leg[]): number {
  const totalMs = end.reportedTotalMs ?? Math.max(0, end.at - startedAt);
  return legs.reduce((longest, leg) => Math.max(longest, leg.talkMs), totalMs);
}

/** From the first phone that rang until someone answered or the last one stopped. */
function ringMsOf(legs: readonly Leg[], answeredAt: number | null, end: End | null): number {
  let from = Infinity;
  let lastStop = -Infinity;
  for (const { ringingAt, endedAt } of legs) {
    if (ringingAt === null) continue;
    from = Math.min(from, ringingAt);
    lastStop = Math.max(lastStop, endedAt ?? -Infinity);
  }
  const to = answeredAt ?? (end === null ? -Infinity : Math.min(end.at, lastStop));
  return Math.max(0, to - from);
}
