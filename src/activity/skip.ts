import type { ConnectionRules, NameFilter } from '../crm/rules.ts';
import type { StoredCall } from '../model/call.ts';
import { wasAnswered } from './parties.ts';
import { chosenHere, leadHere, matchesHere, type PlanInput } from './plan-input.ts';

/** Named in the ledger. */
export type SkipReason =
  | 'not_begun'
  | 'source_filtered'
  | 'queue_filtered'
  | 'internal'
  | 'missed_not_logged'
  | 'unanswered_outbound_not_logged'
  | 'unknown_caller';

/** Why the connection's rules do not want the call; null: they do. */
export function skipReason(input: PlanInput): SkipReason | null {
  const { call, source } = input;
  const { rules } = input.connection;
  if (!call.begun) return 'not_begun';
  if (!lets(rules.sources, source)) return 'source_filtered';
  if (!lets(rules.queues, call.queue)) return 'queue_filtered';
  if (call.direction === 'internal') return rules.logInternal ? null : 'internal';
  return unansweredReason(call, rules) ?? (rules.unknownCaller === 'skip' ? unknownReason(input) : null);
}

/** People write names as they speak them: case does not matter. A call through no queue is in no list of queues. */
function lets(filter: NameFilter | null, name: string | null): boolean {
  if (filter === null) return true;
  const isIn = (names: readonly string[]): boolean =>
    names.some((one) => one.toLowerCase() === name?.trim().toLowerCase());
  return 'only' in filter ? isIn(filter.only) : !isIn(filter.except);
}

/** A fax is never "missed": no phone rings for it. */
function unansweredReason(call: StoredCall, rules: ConnectionRules): SkipReason | null {
  if (call.kind === 'fax' || wasAnswered(call)) return null;
  if (call.direction === 'outbound')
    return rules.logUnansweredOutbound ? null : 'unanswered_outbound_not_logged';
  return rules.logMissed ? null : 'missed_not_logged';
}

/** A lookup that failed does not make the caller unknown: such a call is logged rather than lost. */
function unknownReason(input: PlanInput): SkipReason | null {
  const { call } = input;
  const looked = call.lookup === 'done' || call.customer.e164 === null;
  const known = leadHere(input) !== null || chosenHere(input) !== null || matchesHere(input).length > 0;
  return looked && !known ? 'unknown_caller' : null;
}
