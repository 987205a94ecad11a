import type { Leg, StoredCall } from '../model/call.ts';
import type { CallActivity } from '../model/activity.ts';

/** Most parties of one call that are logged one by one. A conference of more is cut there. */
const maxParties = 50;

export interface PlannedAgent {
  id: string;
  name: string;
  email: string;
  /** Null: mapped to no user of this connection. */
  crmUserId: string | null;
}

/** Whom one activity is for. */
export interface TalkingParty {
  agent: CallActivity['agent'];
  /** The CRM user of the agent concerned, for choosing among matches; null: none. */
  crmUserId: string | null;
  /** Who is to own the record. */
  ownerId: string | null;
  /** Epoch ms; null: not answered. */
  answeredAt: number | null;
  talkMs: number;
}

type Agents = ReadonlyMap<string, PlannedAgent>;

/**
 * One party for each agent who talked, in the order they answered; several legs of one agent are one party. A phone
 * that maps to no agent talked all the same and counts as a party without agent. Nobody answered: exactly one,
 * however many phones rang. Never empty.
 */
export function partiesOf(call: StoredCall, agents: Agents, defaultOwner: string | null): TalkingParty[] {
  const talked = call.kind === 'fax' ? [] : groupByParty(answeredLegs(call.legs));
  if (talked.length === 0) return [withoutAnswer(call, agents, defaultOwner)];
  return talked.slice(0, maxParties).map((legs) => {
    const agent = agentOf(legs[0], agents);
    return {
      ...asParty(agent, defaultOwner),
      answeredAt: legs[0]?.answeredAt ?? null,
      talkMs: legs.reduce((sum, leg) => sum + leg.talkMs, 0),
    };
  });
}

/** By the legs; or by the outcome, where the PBX said that they talked but not on whose phone. */
export function wasAnswered(call: StoredCall): boolean {
  return call.outcome === 'answered' || call.legs.some((leg) => leg.answeredAt !== null);
}

function answeredLegs(legs: readonly Leg[]): Leg[] {
  return legs
    .filter((leg) => leg.answeredAt !== null)
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0) || (a.key < b.key ? -1 : 1));
}

function groupByParty(legs: readonly Leg[]): Leg[][] {
  const groups = new Map<string, Leg[]>();
  for (const leg of legs) {
    const party = partyKey(leg);
    groups.set(party, [...(groups.get(party) ?? []), leg]);
  }
  return [...groups.values()];
}

function partyKey({ agentId, party, key }: Leg): string {
  if (agentId !== null) return `agent:${agentId}`;
  return `phone:${party.userId ?? party.extension ?? party.deviceId ?? key}`;
}

/**
 * The one activity of a call nobody answered. An outbound call is its caller's. A missed one is nobody's, but where
 * a single agent's phone rang, that agent is to own it: theirs to call back.
 */
function withoutAnswer(call: StoredCall, agents: Agents, defaultOwner: string | null): TalkingParty {
  const times = { answeredAt: call.answeredAt, talkMs: call.talkMs };
  if (call.direction === 'outbound' || call.kind === 'fax') {
    const [first] = [...call.legs].sort(byRinging);
    return { ...asParty(agentOf(first, agents), defaultOwner), ...times };
  }
  const [leg, ...others] = groupByParty(call.legs);
  const onlyOne = others.length === 0 ? agentOf(leg?.[0], agents) : null;
  return { ...asParty(onlyOne, defaultOwner), agent: null, ...times };
}

function byRinging(a: Leg, b: Leg): number {
  return (a.ringingAt ?? Infinity) - (b.ringingAt ?? Infinity) || (a.key < b.key ? -1 : 1);
}

function agentOf(leg: Leg | undefined, agents: Agents): PlannedAgent | null {
  if (leg === undefined || leg.agentId === null) return null;
  return agents.get(leg.agentId) ?? null;
}

function asParty(
  agent: PlannedAgent | null,
  defaultOwner: string | null,
): Pick<TalkingParty, 'agent' | 'crmUserId' | 'ownerId'> {
  return {
    agent: agent === null ? null : { id: agent.id, name: agent.name, email: agent.email },
    crmUserId: agent?.crmUserId ?? null,
    ownerId: agent?.crmUserId ?? defaultOwner,
  };
}
