import { placeholderValue, type TemplateCall } from '../crm/placeholders.ts';
import type { ConnectionRules } from '../crm/rules.ts';
import { render } from '../crm/template.ts';
import type { CallActivity } from '../model/activity.ts';
import type { StoredCall } from '../model/call.ts';
import type { RecordRef } from '../model/contact.ts';
import { linkOf, waitsUntil, wantedOf, type Wanted } from './link.ts';
import { partiesOf, type TalkingParty } from './parties.ts';
import { leadHere, matchesHere, type PlanInput } from './plan-input.ts';
import { skipReason, type SkipReason } from './skip.ts';
import { maxSubject, subjectOf } from './subject.ts';

/** Salesforce's Description takes 32,000 characters. */
const maxBody = 30_000;

/**
 * What is to become of a call in one connection. Slots count from 1 in the order of answering. They number places
 * rather than agents: when a late answer turns a missed call into an answered one, slot 1 is updated and no second
 * record appears beside the missed call.
 */
export type Planned =
  | {
      slot: number;
      status: 'waiting';
      payload: CallActivity;
      /** Null: it may be written as it is. */
      wanted: Wanted | null;
      /** Not to be written before, epoch ms; null: at once. */
      notBefore: number | null;
    }
  | { slot: 1; status: 'skipped'; reason: SkipReason; payload: CallActivity };

/** At least one item for every settled call, so that the ledger accounts for it. Pure. */
export function planActivities(input: PlanInput): Planned[] {
  const parties = partiesOf(input.call, input.agents, input.connection.rules.defaultOwner);
  const reason = skipReason(input);
  if (reason === null) {
    return parties.map((party, index) => {
      const payload = activityOf(input, party, index + 1);
      const wanted = wantedOf(input, party, payload.customerName);
      return { slot: index + 1, status: 'waiting', payload, wanted, notBefore: waitsUntil(input) };
    });
  }
  return parties
    .slice(0, 1)
    .map((party) => ({ slot: 1, status: 'skipped', reason, payload: activityOf(input, party, 1) }));
}

/** The idempotency key: the same in every plan of the call, and in the CRM. */
function activityKey(callId: string, slot: number): string {
  return `rs-${callId}-${String(slot)}`;
}

function customerName(input: PlanInput, link: RecordRef | null): string | null {
  const { call } = input;
  const records = [leadHere(input) ?? [], matchesHere(input)].flat();
  const linked = records.find((record) => record.id === link?.id && record.type === link.type);
  return nameOrNull(linked?.name) ?? call.lead?.name ?? nameOrNull(call.customer.name);
}

/** PBXs repeat the number where they know no name, and so do we in people that we make. */
function nameOrNull(name: string | null | undefined): string | null {
  return name === undefined || name === null || /^[\s\d()+./-]*$/.test(name) ? null : name;
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
  const summary = subjectOf({ direction: call.direction, kind: call.kind, outcome, ...customer });
  const details = {
    key: activityKey(call.id, slot),
    callId: call.id,
    pbxCallId: call.pbxCallId,
    customCallId: call.customCallId,
    source: input.source,
    direction: call.direction,
    kind: call.kind,
    outcome,
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
  return { ...details, ...textsOf(input.connection.rules, { ...details, summary }) };
}

/** By the connection's templates; what a template makes of nothing is nothing, and then the usual subject stands. */
function textsOf(
  { subject, body }: Pick<ConnectionRules, 'subject' | 'body'>,
  call: TemplateCall,
): Pick<CallActivity, 'subject' | 'body'> {
  const fill = (template: string | null): string =>
    template === null ? '' : render(template, (name) => placeholderValue(call, name));
  return {
    subject: (fill(subject).replaceAll(/\s+/g, ' ') || call.summary).slice(0, maxSubject),
    body: body === null ? null : fill(body).slice(0, maxBody),
  };
}
