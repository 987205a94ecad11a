import type { ApiCall } from '../api/call.ts';
import type { Customer, Leg, StoredCall } from '../model/call.ts';
import { parsePhone } from '../model/phone.ts';

/** Names for the ids a call is stored with. */
export interface Names {
  sourceName(id: string): string;
  agent(id: string): { name: string; email: string } | null;
}

/** The call as the API shows it (DESIGN §5): ids become names, epoch ms become ISO 8601. */
export function toApiCall(call: StoredCall, names: Names): ApiCall {
  const {
    customer,
    startedAt,
    answeredAt,
    endedAt,
    settledAt,
    recordings,
    spying,
    sourceId,
    begun,
    chosen,
    named,
    notes,
    ...same
  } = call;
  return {
    ...same,
    source: names.sourceName(sourceId),
    customer: toApiCustomer(customer),
    dialedFormatted: call.dialed === null ? null : (parsePhone(call.dialed, null)?.formatted ?? call.dialed),
    startedAt: iso(startedAt),
    answeredAt: isoOrNull(answeredAt),
    endedAt: isoOrNull(endedAt),
    settledAt: isoOrNull(settledAt),
    legs: call.legs.map((leg) => toApiLeg(leg, names)),
    tags: [...call.tags],
    matches: [...call.matches],
    recordings: recordings.map((segment) => ({
      startedAt: iso(segment.startedAt),
      stoppedAt: isoOrNull(segment.stoppedAt),
      url: segment.url,
    })),
    extra: spying.length === 0 ? { ...call.extra } : { ...call.extra, spying: spying.map(toApiSpying) },
  };
}

function toApiCustomer(customer: Customer): ApiCall['customer'] {
  const { number, e164, name, country, withheld } = customer;
  const formatted = e164 === null ? null : (parsePhone(e164, null)?.formatted ?? e164);
  return { number, e164, formatted, name, country, withheld };
}

function toApiLeg(leg: Leg, names: Names): ApiCall['legs'][number] {
  const agent = leg.agentId === null ? null : names.agent(leg.agentId);
  return {
    agent: agent?.email ?? null,
    agentName: agent?.name ?? leg.party.name ?? null,
    identity: leg.party.userId ?? null,
    extension: leg.party.extension ?? null,
    device: leg.party.deviceId ?? null,
    state: leg.state,
    ringingAt: isoOrNull(leg.ringingAt),
    answeredAt: isoOrNull(leg.answeredAt),
    endedAt: isoOrNull(leg.endedAt),
    ringMs: leg.ringMs,
    talkMs: leg.talkMs,
    hangupCause: leg.hangupCause,
  };
}

function toApiSpying(record: StoredCall['spying'][number]): object {
  return { ...record, startedAt: iso(record.startedAt), endedAt: isoOrNull(record.endedAt) };
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}
