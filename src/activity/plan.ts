import type { CallActivity } from '../model/activity.ts';
import type { StoredCall } from '../model/call.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import { partiesOf, wasAnswered, type PlannedAgent, type TalkingParty } from './parties.ts';
import type { ConnectionRules } from '../crm/rules.ts';
import { subjectOf } from './subject.ts';

/** Named in the ledger. */
type SkipReason =
  'not_begun' | 'internal' | 'missed_not_logged' | 'unanswered_outbound_not_logged' | 'unknown_caller';

/**
 * What is to become of a call in one connection. Slots count from 1 in the order of answering. They number places
 * rather than agents: when a late answer turns a missed call into an answered one, slot 1 is updated and no second
 * record appears beside the missed call.
 */
export type Planned =
  | { slot: number; status: 'waiting'; payload: CallActivity }
  | { slot: 1; status: 'skipped'; reason: SkipReason; payload: CallActivity };

export interface PlanInput {
  /** Settled. Of its matches only the connection's own count. */
  call: StoredCall;
  /** The source's name. */
  source: string;
  connection: { id: string; name: string; rules: ConnectionRules };
  /** By Ringside's agent id; `crmUserId` is the agent's in this connection. */
  agents: ReadonlyMap<string, PlannedAgent>;
  /** What the PBX's `lead_id` is in this connection; null: it named none or none that exists here. */
  leadRecord: Match | null;
  /** The record an agent once chose for this number in this connection; null: as the call itself says. */
  chosen: RecordRef | null;
}

/** At least one item for every settled call, so that the ledger accounts for it. Pure. */
export function planActivities(input: PlanInput): Planned[] {
  const parties = partiesOf(input.call, input.agents, input.connection.rules.defaultOwner);
  const reason = skipReason(input);
  if (reason === null) {
    return parties.map((party, index) => ({
      slot: index + 1,
      status: 'waiting',
      payload: activityOf(input, party, index + 1),
    }));
  }
  return parties
    .slice(0, 1)
    .map((party) => ({ slot: 1, status: 'skipped', reason, payload: activityOf(input, party, 1) }));
}

/** The idempotency key: the same in every plan of the call, and in the CRM. */
function activityKey(callId: string, slot: number): string {
  return `rs-${callId}-${String(slot)}`;
}

function skipReason(input: PlanInput): SkipReason | null {
  const { call } = input;
  const { rules } = input.connection;
  if (!call.begun) return 'not_begun';
  if (call.direction === 'internal') return rules.logInternal ? null : 'internal';
  return unansweredReason(call, rules) ?? (rules.unknownCaller === 'skip' ? unknownReason(input) : null);
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
  const { call, leadRecord } = input;
  const looked = call.lookup === 'done' || call.customer.e164 === null;
  const known = leadRecord !== null || chosenHere(input) !== null || matchesHere(input).length > 0;
  return looked && !known ? 'unknown_caller' : null;
}

function matchesHere({ call, connection }: PlanInput): Match[] {
  return call.matches.filter((match) => match.connection === connection.name);
}

function chosenHere({ call, chosen, connection }: PlanInput): RecordRef | null {
  return chosen ?? (call.chosen?.connection === connection.name ? call.chosen : null);
}

/** The PBX knows best whom it dialled; then what a person chose; then the rule. */
function linkOf(input: PlanInput, party: TalkingParty): RecordRef | null {
  const known = input.leadRecord ?? chosenHere(input);
  if (known !== null) return known;
  const matches = matchesHere(input);
  const [best] = matches;
  if (best === undefined || matches.length === 1) return best ?? null;
  const { severalMatches } = input.connection.rules;
  if (severalMatches === 'none') return null;
  if (severalMatches === 'latest' || party.crmUserId === null) return best;
  return matches.find((match) => match.ownerId === party.crmUserId) ?? best;
}

function customerName(input: PlanInput, link: RecordRef | null): string | null {
  const { call, leadRecord } = input;
  const records = leadRecord === null ? matchesHere(input) : [leadRecord, ...matchesHere(input)];
  const linked = records.find((record) => record.id === link?.id && record.type === link.type);
  return linked?.name ?? call.lead?.name ?? nameSent(call.customer.name);
}

/** PBXs repeat the number where they know no name. */
function nameSent(name: string | null): string | null {
  return name === null || /^[\s\d()+./-]*$/.test(name) ? null : name;
}

/** The agent's own note; on a call that nobody answered, the last one anybody wrote. */
function noteOf({ notes }: StoredCall, { agent }: TalkingParty): Pick<CallActivity, 'note' | 'disposition'> {
  const own = notes.findLast(({ agentId }) => agent === null || agentId === agent.id);
  return { note: own?.note ?? null, disposition: own?.disposition ?? null };
}

function activityOf(input: PlanInput, party: TalkingParty, slot: number): CallActivity {
  const { call } = input;
  const link = linkOf(input, party);
  const customer = {
    customerNumber: call.customer.withheld ? null : (call.customer.e164 ?? call.customer.number),
    customerName: customerName(input, link),
  };
  // Only a call that never began has no outcome, and that one is skipped.
  const outcome = call.outcome ?? 'failed';
  return {
    key: activityKey(call.id, slot),
    callId: call.id,
    pbxCallId: call.pbxCallId,
    customCallId: call.customCallId,
    source: input.source,
    direction: call.direction,
    kind: call.kind,
    outcome,
    subject: subjectOf({ direction: call.direction, kind: call.kind, outcome, ...customer }),
    ...customer,
    dialed: call.dialed,
    startedAt: call.startedAt,
    answeredAt: party.answeredAt,
    endedAt: call.endedAt ?? call.settledAt ?? call.startedAt,
    endSynthesised: call.endSynthesised,
    waitMs: call.waitMs,
    ringMs: call.ringMs,
    talkMs: party.talkMs,
    totalMs: call.totalMs,
    queue: call.queue,
    agent: party.agent,
    ownerId: party.ownerId,
    link: link === null ? null : { type: link.type, id: link.id },
    lead: call.lead,
    campaign: call.campaign,
    dialer: call.dialer,
    script: call.script,
    conference: call.conference,
    tags: call.tags,
    recorded: call.recorded,
    recordings: call.recordings,
    hangupCause: call.hangupCause,
    ...noteOf(call, party),
    extra: call.extra,
  };
}
