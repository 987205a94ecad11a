import type { Call, Leg } from '../model/call.ts';
import type { CallEvent } from '../model/event.ts';
import { customerOf, dialedOf, type NumberRules } from './customer.ts';
import { detailsOf } from './details.ts';
import { directionOf, kindOf } from './direction.ts';
import { endOf } from './ending.ts';
import { closeLeg, trackLegs } from './legs.ts';
import { movesCall, movesOf, withoutRepeats, type Entry, type Move } from './order.ts';
import { standingOf } from './outcome.ts';
import { besides } from './side-events.ts';
import { firstAnswerAt, legsOf } from './talk.ts';
import { timesOf } from './times.ts';

/**
 * The call that these journal entries tell, in whatever order and however often they are given (at least one).
 * Pure. Only linuxbox's times depend on arrival, since it sends none.
 */
export function fold(entries: readonly Entry[], rules: NumberRules): Call {
  const once = withoutRepeats(entries);
  const moves = movesOf(once);
  const told = toldBy(moves, once);
  const tracks = trackLegs(moves);
  const end = endOf(once, moves, tracks);
  if (end !== null) for (const leg of tracks) if (leg.state !== 'ended') closeLeg(leg, end);

  const direction = directionOf(told, tracks);
  const kind = kindOf(told);
  const legs = legsOf(direction, moves, tracks);
  const answeredAt = kind === 'fax' ? firstAnswerAt(tracks) : earliestAnswer(legs);
  return {
    pbxCallId: told.find((event) => event.callId !== undefined)?.callId ?? '',
    direction,
    kind,
    ...standingOf({ direction, kind, answeredAt, legs }, moves, tracks, end !== null),
    customer: customerOf(direction, told, rules),
    dialed: dialedOf(direction, told, rules),
    ...detailsOf(told),
    answeredAt,
    ...timesOf(once, moves, legs, answeredAt, end),
    legs,
    ...besides(once, end),
    begun: moves.length > 0,
  };
}

/** What describes the call may stand on any event, also on one that moves nothing. */
function toldBy(moves: readonly Move[], once: readonly Entry[]): CallEvent[] {
  const told = moves.map((move) => move.event);
  for (const entry of once) if (!movesCall(entry)) told.push(entry.event);
  return told;
}

function earliestAnswer(legs: readonly Leg[]): number | null {
  let earliest: number | null = null;
  for (const { answeredAt } of legs) {
    if (answeredAt !== null && (earliest === null || answeredAt < earliest)) earliest = answeredAt;
  }
  return earliest;
}
