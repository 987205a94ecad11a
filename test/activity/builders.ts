import type { CallActivity } from '../../src/model/activity.ts';
import type { Leg, StoredCall } from '../../src/model/call.ts';
import type { Match } from '../../src/model/contact.ts';
import type { PlannedAgent } from '../../src/activity/parties.ts';
import { planActivities } from '../../src/activity/plan.ts';
import type { PlanInput } from '../../src/activity/plan-input.ts';
import { connectionRules } from '../../src/crm/rules.ts';

/** Monday 16 November 2026, 09:00 UTC. */
export const start = Date.UTC(2026, 10, 16, 9);
export const seconds = (n: number): number => n * 1_000;

export const martin: PlannedAgent = {
  id: 'a1',
  name: 'Martin',
  email: 'martin@example.com',
  crmUserId: '0051',
};
export const eva: PlannedAgent = { id: 'a2', name: 'Eva', email: 'eva@example.com', crmUserId: '0052' };
/** Mapped to no user of the connection. */
export const olga: PlannedAgent = { id: 'a3', name: 'Olga', email: 'olga@example.com', crmUserId: null };

export function aLeg(overrides: Partial<Leg> = {}): Leg {
  return {
    key: 'leg-1',
    party: { userId: 'martin' },
    agentId: 'a1',
    state: 'ended',
    ringingAt: start,
    answeredAt: null,
    endedAt: start + seconds(60),
    ringMs: seconds(5),
    talkMs: 0,
    hangupCause: null,
    ...overrides,
  };
}

/** An agent's leg that talked from second `from` of the call for `length` seconds. */
export function talked(agent: PlannedAgent, from: number, length: number, overrides: Partial<Leg> = {}): Leg {
  return aLeg({
    key: `leg-${agent.id}-${String(from)}`,
    party: { userId: agent.name.toLowerCase() },
    agentId: agent.id,
    answeredAt: start + seconds(from),
    talkMs: seconds(length),
    ...overrides,
  });
}

export function rang(agent: PlannedAgent): Leg {
  return aLeg({ key: `leg-${agent.id}`, party: { userId: agent.name.toLowerCase() }, agentId: agent.id });
}

export function aCall(overrides: Partial<StoredCall> = {}): StoredCall {
  return {
    id: 'c1',
    sourceId: 's1',
    pbxCallId: '1541078811.98',
    customCallId: null,
    direction: 'inbound',
    kind: 'voice',
    state: 'ended',
    outcome: 'answered',
    customer: {
      number: '591166223',
      e164: '+420591166223',
      name: null,
      country: 'CZ',
      withheld: false,
      internal: false,
    },
    dialed: '+420591166200',
    queue: null,
    startedAt: start,
    answeredAt: start + seconds(5),
    endedAt: start + seconds(65),
    settledAt: start + seconds(68),
    endSynthesised: false,
    waitMs: 0,
    ringMs: seconds(5),
    talkMs: seconds(60),
    totalMs: seconds(65),
    legs: [talked(martin, 5, 60)],
    lead: null,
    campaign: null,
    dialer: null,
    script: null,
    conference: null,
    tags: [],
    recorded: false,
    recordings: [],
    hangupCause: null,
    spying: [],
    extra: {},
    begun: true,
    lookup: 'done',
    matches: [],
    chosen: [],
    named: null,
    notes: [],
    sequence: 1,
    ...overrides,
  };
}

export function aMatch(overrides: Partial<Match> = {}): Match {
  return {
    connection: 'sales',
    type: 'contact',
    id: '003',
    name: 'Karel Novák',
    company: 'Novák s.r.o.',
    url: 'https://crm.example.com/003',
    ownerId: null,
    matchedOn: 'Phone',
    ...overrides,
  };
}

export function aPlanInput(
  call: Partial<StoredCall> = {},
  rules: object = {},
  overrides: Partial<PlanInput> = {},
): PlanInput {
  return {
    call: aCall(call),
    source: 'office',
    connection: {
      id: 'k1',
      name: 'sales',
      rules: connectionRules.parse({ defaultOwner: '005D', ...rules }),
      findsById: false,
    },
    agents: new Map([martin, eva, olga].map((agent) => [agent.id, agent])),
    ownNumber: false,
    ...overrides,
  };
}

export function anActivity(overrides: Partial<CallActivity> = {}): CallActivity {
  const [planned] = planActivities(aPlanInput());
  if (planned === undefined) throw new Error('the plan is empty');
  return { ...planned.payload, ...overrides };
}

/** Nobody answered. */
export const missed: Partial<StoredCall> = {
  outcome: 'missed',
  answeredAt: null,
  talkMs: 0,
  legs: [rang(martin), rang(eva)],
};
export const dialledInVain: Partial<StoredCall> = {
  direction: 'outbound',
  outcome: 'no_answer',
  answeredAt: null,
  talkMs: 0,
  legs: [rang(eva)],
};
