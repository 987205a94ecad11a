import { hash } from 'node:crypto';
import type { Call, Leg, StoredCall } from '../model/call.ts';
import type { ChosenRecord } from '../model/contact.ts';
import type { CallEvent } from '../model/event.ts';
import type { EntryRow } from '../store/hot.ts';
import type { NewRow, Row } from '../store/schema.ts';
import type { Entry } from './order.ts';

/** linuxbox's call ids begin with the call's epoch second. */
const epochSecond = /^\d{10}(?=\.)/;

/**
 * Our id of a call: the same for the same call of the same source, so that every process computes it alike. Calls of
 * one time begin alike where the PBX lets us know, so that what is written together lies together in every index.
 */
export function callIdOf(sourceId: string, pbxCallId: string): string {
  const second = epochSecond.exec(pbxCallId);
  const time = second === null ? '' : Number(second[0]).toString(36);
  return (time + hash('sha256', `${sourceId} ${pbxCallId}`, 'base64url')).slice(0, 22);
}

/** What `call_json` holds: everything that has no column. */
type CallBody = Call & Pick<StoredCall, 'matches' | 'chosen' | 'named' | 'notes'>;

/** As it was written by this version or one before: then there was one choice or none, and no record of a lead. */
type AnyCallBody = Omit<CallBody, 'chosen' | 'named'> & {
  chosen: CallBody['chosen'] | ChosenRecord | null;
  named?: CallBody['named'];
};

export function bodyOf(call: StoredCall): string {
  const { id, sourceId, settledAt, lookup, sequence, ...body } = call;
  return JSON.stringify(body satisfies CallBody);
}

/** `entries`: what the call was folded from. */
export function toCallRow(
  call: StoredCall,
  body: string,
  dueAt: number | null,
  entries: readonly Entry[],
): NewRow<'calls'> {
  return {
    id: call.id,
    source_id: call.sourceId,
    state: call.state,
    direction: call.direction,
    customer_number: call.customer.e164 ?? call.customer.number,
    started_at: call.startedAt,
    settled_at: call.settledAt,
    due_at: dueAt,
    sequence: call.sequence,
    lookup: call.lookup,
    folded_to: entries.at(-1)?.id ?? 0,
    call_json: body,
  };
}

export function toStoredCall(row: Row<'calls'>): StoredCall {
  // Written by `bodyOf` alone: the database is inside.
  const body = JSON.parse(row.call_json) as AnyCallBody;
  return {
    ...body,
    chosen: [body.chosen ?? []].flat(),
    named: body.named ?? null,
    id: row.id,
    sourceId: row.source_id,
    settledAt: row.settled_at,
    lookup: row.lookup as StoredCall['lookup'],
    sequence: row.sequence,
  };
}

export function toEntry(row: EntryRow): Entry {
  const event = JSON.parse(row.event_json) as CallEvent;
  return { id: row.id, receivedAt: row.received_at, agentId: row.agent_id, event };
}

export function toLegRow(call: StoredCall, leg: Leg): NewRow<'legs'> {
  return {
    call_id: call.id,
    leg_key: leg.key,
    source_id: call.sourceId,
    user_id: leg.party.userId ?? null,
    extension: leg.party.extension ?? null,
    device_id: leg.party.deviceId ?? null,
    name: leg.party.name ?? null,
    agent_id: leg.agentId,
    started_at: call.startedAt,
    live: leg.state === 'ended' ? 0 : 1,
  };
}

/** Legs whose row would differ from what was stored before. One that is no leg any more lives no longer. */
export function changedLegs(before: StoredCall | null, after: StoredCall): Leg[] {
  const changed = after.legs.filter((leg) => {
    const old = before?.legs.find((one) => one.key === leg.key);
    return (
      old === undefined ||
      old.agentId !== leg.agentId ||
      (old.state === 'ended') !== (leg.state === 'ended') ||
      before?.startedAt !== after.startedAt
    );
  });
  const gone = (before?.legs ?? []).filter(({ key }) => !after.legs.some((leg) => leg.key === key));
  return [...changed, ...gone.map((leg): Leg => ({ ...leg, agentId: null, state: 'ended' }))];
}
