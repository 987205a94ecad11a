import { describe, expect, it } from 'vitest';
import type { Cast, WireStep } from '../../src/demo/cast.ts';
import { encodeStep, transports } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import type { CallEvent } from '../../src/model/event.ts';
import type { Dialect } from '../../src/pbx/dialect.ts';
import { contaqt } from '../../src/pbx/dialects/contaqt.ts';
import { linuxbox } from '../../src/pbx/dialects/linuxbox.ts';
import { eventsOf, rawRequest } from './request.ts';

function newCast(): Cast {
  let eventId = 100;
  return {
    customerNumber: '+420777123456',
    customerName: 'Karel Novák',
    dialed: '+420591166200',
    agents: [
      { userId: 'eva', extension: '101', name: 'Eva', deviceId: '9' },
      { userId: 'jan', extension: '102', name: 'Jan' },
      { userId: 'ota', extension: '103', name: 'Ota' },
    ],
    queue: 'helpdesk',
    callId: '1541078811.98',
    startedAt: 1541078811200,
    nextEventId: () => (eventId += 1),
    lead: { id: 'L7', name: 'Nová poptávka' },
    tags: ['vip'],
    country: 'CZ',
  };
}

const parsed = (dialect: Dialect, steps: readonly WireStep[]): CallEvent[] =>
  steps.flatMap((step) => eventsOf(dialect, rawRequest(encodeStep(dialect.name, step))));

const all = [
  ...Object.entries(scenarios.linuxbox).map(([name, scenario]) => ({ dialect: linuxbox, name, scenario })),
  ...Object.entries(scenarios.contaqt).map(([name, scenario]) => ({ dialect: contaqt, name, scenario })),
];

describe.each(all)('$dialect.name $name', ({ dialect, name, scenario }) => {
  it('is one call, understood on every transport', () => {
    const steps = scenario(newCast());
    for (const step of steps) {
      const [first, ...others] = transports.map((way) =>
        eventsOf(dialect, rawRequest(encodeStep(dialect.name, step, way))),
      );
      for (const other of others) expect(other).toStrictEqual(first);
      expect(first?.[0]?.callId).toBe('1541078811.98');
    }
  });

  it('is ordered as it is told, and no event is a duplicate of another', () => {
    const events = parsed(dialect, scenario(newCast()));
    const orders = events.flatMap(({ order }) => order ?? []);
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
    const identities = events.flatMap(({ identity }) => identity ?? []);
    expect(new Set(identities).size).toBe(identities.length);
  });

  it('ends, unless that is the point', () => {
    const last = parsed(dialect, scenario(newCast())).at(-1);
    const ended =
      dialect === linuxbox
        ? last?.type === 'call_ended'
        : last?.type === 'leg_ended' && last.leg?.id === last.callId;
    expect(ended).toBe(name !== 'endMissing');
  });

  it('gives the same steps for the same cast', () => {
    expect(scenario(newCast())).toEqual(scenario(newCast()));
  });
});

describe('contaqt measures what was played', () => {
  it('in the legs and in the call', () => {
    const ends = parsed(contaqt, scenarios.contaqt.queue(newCast())).filter(
      ({ type }) => type === 'leg_ended',
    );
    expect(ends.map(({ durations }) => durations)).toEqual([
      { waitMs: 8000, totalMs: 8000, talkMs: 0, progressMs: 180 },
      { waitMs: 4600, totalMs: 45_600, talkMs: 41_000, progressMs: 180 },
      { waitMs: 16_400, totalMs: 57_500, talkMs: 41_100, progressMs: 180 },
    ]);
  });

  it('says how a queue call was given up', () => {
    const canceled = (
      ['abandoned', 'abandonedNone', 'abandonedTimeout', 'abandonedNoAgentTimeout'] as const
    ).map((name) => parsed(contaqt, scenarios.contaqt[name](newCast())).at(-1)?.extra?.['canceled']);
    expect(canceled).toEqual(['BREAK_OUT', 'NONE', 'TIMEOUT', 'NO_AGENT_TIMEOUT']);
  });
});

it('a cast too small for the scenario is an error', () => {
  expect(() => scenarios.linuxbox.blindTransfer({ ...newCast(), agents: [] })).toThrow('needs 1 agents');
});
