import type { Call, CallState, Leg, Outcome } from '../model/call.ts';
import type { LegTrack } from './leg-track.ts';
import type { Move } from './order.ts';
import { inQueue } from './waiting.ts';

/** FreeSWITCH hangup causes of a call that nobody took; causes not named here are failures. */
const byCause = new Map<string, Outcome>([
  ['USER_BUSY', 'busy'],
  ['CALL_REJECTED', 'rejected'],
  ['NO_ANSWER', 'no_answer'],
  ['NO_USER_RESPONSE', 'no_answer'],
  ['ORIGINATOR_CANCEL', 'no_answer'],
  ['ALLOTTED_TIMEOUT', 'no_answer'],
  ['PROGRESS_TIMEOUT', 'no_answer'],
  ['NORMAL_CLEARING', 'no_answer'],
  ['NONE', 'no_answer'],
]);

type Facts = Pick<Call, 'direction' | 'kind' | 'answeredAt' | 'legs'>;
type Standing = Pick<Call, 'state' | 'outcome' | 'hangupCause'>;

/** How the call stands: what goes on, or what became of it. */
export function standingOf(
  call: Facts,
  moves: readonly Move[],
  tracks: readonly LegTrack[],
  isOver: boolean,
): Standing {
  if (!isOver) return { state: liveState(call, moves), outcome: null, hangupCause: null };
  const hangupCause = causeOf(moves, tracks);
  return { state: 'ended', outcome: outcomeOf(call, hangupCause), hangupCause };
}

/** What became of a call that is over (DESIGN §5). */
function outcomeOf({ answeredAt, direction, legs }: Facts, hangupCause: string | null): Outcome {
  if (answeredAt !== null) return 'answered';
  if (direction === 'inbound') return unansweredInbound(legs);
  // linuxbox gives no causes.
  return hangupCause === null ? 'no_answer' : (byCause.get(hangupCause) ?? 'failed');
}

function unansweredInbound(legs: readonly Leg[]): Outcome {
  const rung = legs.filter((leg) => leg.ringingAt !== null);
  if (rung.length === 0) return 'abandoned';
  return rung.every((leg) => leg.hangupCause === 'CALL_REJECTED') ? 'rejected' : 'missed';
}

/** The first leg's cause, else the last one given by a leg that did not merely lose the race. */
function causeOf(moves: readonly Move[], tracks: readonly LegTrack[]): string | null {
  const root = tracks.findLast((leg) => leg.isRoot && leg.hangupCause !== null);
  if (root !== undefined) return root.hangupCause;
  const causes = moves.flatMap(({ event }) => event.hangupCause ?? []);
  return causes.findLast((cause) => cause !== 'LOSE_RACE') ?? causes.at(-1) ?? null;
}

/** What goes on in a call that is not over. */
function liveState({ legs, kind, answeredAt }: Facts, moves: readonly Move[]): CallState {
  if (legs.some((leg) => leg.state === 'answered')) return 'answered';
  if (legs.some((leg) => leg.state === 'ringing')) return 'ringing';
  // contaqt tells no leaving: its queue calls wait until somebody answers.
  return (inQueue(moves) ?? (kind === 'queue' && answeredAt === null)) ? 'queued' : 'started';
}
