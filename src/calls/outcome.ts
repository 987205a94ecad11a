import type { Leg, Outcome } from '../model/call.ts';
import type { CallKind, Direction } from '../model/event.ts';

/** FreeSWITCH hangup causes of a call that nobody took; causes not named here are failures. */
const byCause: Readonly<Record<string, Outcome>> = {
  USER_BUSY: 'busy',
  CALL_REJECTED: 'rejected',
  NO_ANSWER: 'no_answer',
  NO_USER_RESPONSE: 'no_answer',
  ORIGINATOR_CANCEL: 'no_answer',
  ALLOTTED_TIMEOUT: 'no_answer',
  PROGRESS_TIMEOUT: 'no_answer',
  NORMAL_CLEARING: 'no_answer',
  NONE: 'no_answer',
};

interface Ended {
  direction: Direction;
  kind: CallKind;
  legs: readonly Leg[];
  hangupCause: string | null;
  /** Some leg was answered, a phone of ours or not: a fax machine is nobody's phone. */
  anyAnswer: boolean;
}

/** What became of a call that is over (DESIGN §5). */
export function outcomeOf(call: Ended): Outcome {
  if (call.legs.some((leg) => leg.answeredAt !== null)) return 'answered';
  if (call.kind === 'fax' && call.anyAnswer) return 'answered';
  return call.direction === 'inbound' ? unansweredInbound(call.legs) : unansweredByCause(call.hangupCause);
}

function unansweredInbound(legs: readonly Leg[]): Outcome {
  const rung = legs.filter((leg) => leg.ringingAt !== null);
  if (rung.length === 0) return 'abandoned';
  return rung.every((leg) => leg.hangupCause === 'CALL_REJECTED') ? 'rejected' : 'missed';
}

function unansweredByCause(cause: string | null): Outcome {
  return cause === null ? 'no_answer' : (byCause[cause] ?? 'failed');
}
