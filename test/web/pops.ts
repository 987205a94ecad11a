import type { ApiMatch, Pop, Snapshot } from '../../src/api/call.ts';

/** A ringing call from +420 591 166 223 that nobody has looked up yet. */
export function aPop(overrides: Partial<Pop> = {}): Pop {
  return {
    id: 'call-1',
    source: 'office',
    pbxCallId: '1541078811.98',
    customCallId: null,
    direction: 'inbound',
    kind: 'queue',
    state: 'ringing',
    outcome: null,
    customer: aCustomer(),
    dialed: '+420591166200',
    dialedFormatted: '+420 591 166 200',
    queue: 'helpdesk',
    startedAt: '2026-05-04T10:00:00.000Z',
    answeredAt: null,
    endedAt: null,
    settledAt: null,
    endSynthesised: false,
    waitMs: 0,
    ringMs: 0,
    talkMs: 0,
    totalMs: 0,
    legs: [],
    lead: null,
    campaign: null,
    dialer: null,
    script: null,
    conference: null,
    tags: [],
    recorded: false,
    recordings: [],
    hangupCause: null,
    matches: [],
    lookup: 'pending',
    sequence: 1,
    extra: {},
    popState: 'ringing',
    answeredBy: null,
    chosen: null,
    note: null,
    disposition: null,
    ...overrides,
  };
}

export function aCustomer(overrides: Partial<Pop['customer']> = {}): Pop['customer'] {
  return {
    number: '591166223',
    e164: '+420591166223',
    formatted: '+420 591 166 223',
    name: null,
    country: 'CZ',
    withheld: false,
    ...overrides,
  };
}

export function aMatch(overrides: Partial<ApiMatch> = {}): ApiMatch {
  return {
    connection: 'sales',
    type: 'contact',
    id: '003',
    name: 'Karel Novák',
    company: 'Novák s.r.o.',
    url: 'https://crm.example.com/003',
    ownerId: null,
    matchedOn: 'Mobile phone',
    ...overrides,
  };
}

export function aLeg(overrides: Partial<Pop['legs'][number]> = {}): Pop['legs'][number] {
  return {
    agent: 'martin@example.com',
    agentName: 'Martin',
    identity: 'linuxbox',
    extension: '101',
    device: null,
    state: 'ringing',
    ringingAt: '2026-05-04T10:00:20.000Z',
    answeredAt: null,
    endedAt: null,
    ringMs: 0,
    talkMs: 0,
    hangupCause: null,
    ...overrides,
  };
}

export function aSnapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    agent: { name: 'Martin', email: 'martin@example.com' },
    calls: [],
    presence: { state: 'available', detail: null, notice: null, queues: [], since: null },
    serverTime: '2026-05-04T10:00:30.000Z',
    delayed: false,
    ...overrides,
  };
}
