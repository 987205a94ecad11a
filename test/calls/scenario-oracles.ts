import type { Call, Outcome } from '../../src/model/call.ts';

/** What the author of a scenario says must come out of it; agents by user id. */
export interface ScenarioOracle {
  outcome: Outcome;
  /** Talking time of each agent who talked with the customer, ms. */
  talkMs: Readonly<Record<string, number>>;
  /** Whose phones rang or dialled. */
  rung: readonly string[];
  direction?: Call['direction'];
  kind?: Call['kind'];
  /** As the PBX sends it; the cast's customer unless said otherwise. */
  customer?: string;
  waitMs?: number;
  recordings?: number;
  spied?: boolean;
  endSynthesised?: boolean;
}

const three = ['eva', 'jan', 'ota'];

const both = {
  simple: { outcome: 'answered', talkMs: { eva: 34_000 }, rung: ['eva'] },
  ringGroup: { outcome: 'answered', talkMs: { jan: 27_120 }, rung: three },
  missed: { outcome: 'missed', talkMs: {}, rung: ['eva'] },
  blindTransfer: { outcome: 'answered', talkMs: { eva: 21_000, jan: 38_000 }, rung: ['eva', 'jan'] },
  attendedTransfer: { outcome: 'answered', talkMs: { eva: 38_000, jan: 42_000 }, rung: ['eva', 'jan'] },
  outgoing: { outcome: 'answered', talkMs: { eva: 46_000 }, rung: ['eva'], direction: 'outbound' },
  dialerWithLead: { outcome: 'answered', talkMs: { eva: 52_000 }, rung: ['eva'], direction: 'outbound' },
  internal: {
    outcome: 'answered',
    talkMs: { jan: 25_000 },
    rung: ['jan'],
    direction: 'internal',
    customer: '101',
  },
  endMissing: { outcome: 'answered', talkMs: { eva: 0 }, rung: ['eva'], endSynthesised: true },
} as const satisfies Record<string, ScenarioOracle>;

const conference = {
  outcome: 'answered',
  talkMs: { eva: 77_000, jan: 45_000 },
  rung: ['eva', 'jan'],
} as const;

export const linuxboxOracles: Readonly<Record<string, ScenarioOracle>> = {
  ...both,
  queue: {
    outcome: 'answered',
    talkMs: { jan: 41_050 },
    rung: ['eva', 'jan'],
    kind: 'queue',
    waitMs: 2500 + 8000 + 100 + 900 + 4600,
  },
  abandoned: { outcome: 'abandoned', talkMs: {}, rung: [], kind: 'queue', waitMs: 22_000 },
  // linuxbox gives no hangup causes: busy and unanswered look the same.
  outgoingBusy: { outcome: 'no_answer', talkMs: {}, rung: ['eva'], direction: 'outbound' },
  conference,
  recordedTwice: { outcome: 'answered', talkMs: { eva: 35_000 }, rung: ['eva'], recordings: 2 },
  spied: { outcome: 'answered', talkMs: { eva: 34_000 }, rung: ['eva'], spied: true },
};

const abandoned = { outcome: 'abandoned', talkMs: {}, rung: [], kind: 'queue', waitMs: 22_000 } as const;

export const contaqtOracles: Readonly<Record<string, ScenarioOracle>> = {
  ...both,
  queue: {
    outcome: 'answered',
    talkMs: { jan: 41_000 },
    rung: ['eva', 'jan'],
    kind: 'queue',
    waitMs: 16_400,
  },
  abandoned,
  abandonedNone: abandoned,
  abandonedTimeout: abandoned,
  abandonedNoAgentTimeout: abandoned,
  outgoingBusy: { outcome: 'busy', talkMs: {}, rung: ['eva'], direction: 'outbound' },
  conference: { ...conference, kind: 'conference' },
  // A machine answered, nobody talked.
  fax: { outcome: 'answered', talkMs: {}, rung: [], kind: 'fax' },
};
