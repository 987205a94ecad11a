import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import type { Entry } from '../../src/calls/order.ts';
import type { Scenario } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import type { Call } from '../../src/model/call.ts';
import { anyPlan, play } from './plan.ts';
import { expectSound, givenUp, withoutArrivalTimes } from './promises.ts';
import { contaqtOracles, linuxboxOracles, type ScenarioOracle } from './scenario-oracles.ts';
import { arriving, journalOf, newCast, rules, startedAt, type DialectName } from './told.ts';

/** Everything of contaqt; of linuxbox all but what only the time of arrival tells. */
const comparable = (dialect: DialectName, call: Call): unknown =>
  dialect === 'contaqt' ? call : withoutArrivalTimes(call);

/** Any order of arrival, with up to as many repeats as there are events, each of them a delivery of its own. */
const anyArrival = (count: number): fc.Arbitrary<readonly number[]> => {
  const all = Array.from({ length: count }, (_, index) => index);
  return fc
    .array(fc.nat(count - 1), { maxLength: count })
    .chain((repeats) => fc.shuffledSubarray([...all, ...repeats], { minLength: count + repeats.length }));
};

/** Repeats of events without an identity never get past the journal. */
const journalled = (entries: readonly Entry[], order: readonly number[]): number[] =>
  order.filter((from, at) => entries[from]?.event.identity !== undefined || order.indexOf(from) === at);

const talkByUser = (call: Call): Record<string, number> => {
  const talk: Record<string, number> = {};
  for (const { party, answeredAt, talkMs } of call.legs) {
    const userId = party.userId ?? 'nobody';
    if (answeredAt !== null) talk[userId] = (talk[userId] ?? 0) + talkMs;
  }
  return talk;
};

const usersOf = (call: Call): string[] =>
  [...new Set(call.legs.map(({ party }) => party.userId ?? 'nobody'))].sort();

interface Case {
  dialect: DialectName;
  name: string;
  scenario: Scenario;
  oracle: ScenarioOracle | undefined;
}

const cases: Case[] = [
  ...Object.entries(scenarios.linuxbox).map(([name, scenario]) => {
    return { dialect: 'linuxbox' as const, name, scenario, oracle: linuxboxOracles[name] };
  }),
  ...Object.entries(scenarios.contaqt).map(([name, scenario]) => {
    return { dialect: 'contaqt' as const, name, scenario, oracle: contaqtOracles[name] };
  }),
];

/** The whole call; where the PBX never ends it, we did. */
function wholeCall(entries: readonly Entry[], oracle: ScenarioOracle | undefined): Call {
  const isGivenUp = oracle?.endSynthesised === true;
  return fold(isGivenUp ? [...entries, givenUp(entries, startedAt + 14_400_000)] : entries, rules);
}

describe.each(cases)('$dialect $name', ({ dialect, scenario, oracle }) => {
  const cast = newCast();
  const entries = journalOf(dialect, scenario(cast));
  const inOrder = wholeCall(entries, oracle);

  it('is what its author says', () => {
    if (oracle === undefined) throw new Error('this scenario has no oracle yet');
    expectSound(inOrder);
    expect(inOrder.outcome).toBe(oracle.outcome);
    expect(talkByUser(inOrder)).toEqual(oracle.talkMs);
    expect(usersOf(inOrder)).toEqual(oracle.rung);
    expect(inOrder.direction).toBe(oracle.direction ?? 'inbound');
    expect(inOrder.kind).toBe(oracle.kind ?? 'voice');
    expect(inOrder.customer.number).toBe(oracle.customer ?? cast.customerNumber);
    expect(inOrder.customer.internal).toBe(oracle.customer !== undefined);
    expect(inOrder.queue).toBe(oracle.kind === 'queue' ? 'helpdesk' : null);
    if (oracle.waitMs !== undefined) expect(inOrder.waitMs).toBe(oracle.waitMs);
    expect(inOrder.recorded).toBe(oracle.recordings !== undefined);
    expect(inOrder.recordings).toHaveLength(oracle.recordings ?? 0);
    expect(inOrder.spying.length > 0).toBe(oracle.spied ?? false);
    expect(inOrder.endSynthesised).toBe(oracle.endSynthesised ?? false);
  });

  it('is the same in any order of arrival, however often', () => {
    fc.assert(
      fc.property(anyArrival(entries.length), fc.integer({ min: 0, max: 30_000 }), (order, gapMs) => {
        const arrived = arriving(entries, journalled(entries, order), gapMs);
        const call = wholeCall(arrived, oracle);
        expectSound(call);
        expect(comparable(dialect, call)).toEqual(comparable(dialect, inOrder));
        // In whatever order the journal is read, and however often.
        expect(fold([...arrived, ...arrived].reverse(), rules)).toEqual(fold(arrived, rules));
      }),
      { numRuns: 60 },
    );
  });

  it('is sound at every moment, whatever arrived so far', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...entries.keys()], { minLength: 1 }), (order) => {
        expectSound(fold(arriving(entries, order), rules));
        expectSound(wholeCall(arriving(entries, order), { endSynthesised: true, ...(oracle ?? noOracle) }));
      }),
      { numRuns: 60 },
    );
  });
});

const noOracle = { outcome: 'answered', talkMs: {}, rung: [] } as const;

describe.each(['linuxbox', 'contaqt'] as const)('any inbound call of %s', (dialect) => {
  it('is what its author says, in whatever order and however often it arrives', () => {
    const example = anyPlan.chain((plan) => {
      const { steps, oracle } = play(dialect, plan, newCast());
      const entries = journalOf(dialect, steps);
      return fc.record({
        entries: fc.constant(entries),
        oracle: fc.constant(oracle),
        order: anyArrival(entries.length),
      });
    });
    fc.assert(
      fc.property(example, ({ entries, oracle, order }) => {
        const inOrder = fold(entries, rules);
        expect(inOrder.outcome).toBe(oracle.outcome);
        expect(talkByUser(inOrder)).toEqual(Object.fromEntries(oracle.talkMs));
        expect(usersOf(inOrder)).toEqual([...oracle.rung].sort());
        expectSound(inOrder);
        const call = fold(arriving(entries, order), rules);
        expectSound(call);
        expect(comparable(dialect, call)).toEqual(comparable(dialect, inOrder));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws and is sound, whatever is lost', () => {
    fc.assert(
      fc.property(anyPlan, fc.infiniteStream(fc.boolean()), (plan, losses) => {
        const entries = journalOf(dialect, play(dialect, plan, newCast()).steps);
        const left = entries.filter(() => losses.next().value === true);
        if (left.length > 0) expectSound(fold(left, rules));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps two calls of one agent apart', () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (one, other) => {
        const first = journalOf(dialect, play(dialect, one, newCast({ callId: '1700000000.1' })).steps);
        const second = journalOf(dialect, play(dialect, other, newCast({ callId: '1700000000.2' })).steps);
        const mixed = [...first, ...second].toSorted((a, b) => a.receivedAt - b.receivedAt);
        const of = (callId: string): Entry[] => mixed.filter(({ event }) => event.callId === callId);
        expect(fold(of('1700000000.1'), rules)).toEqual(fold(first, rules));
        expect(fold(of('1700000000.2'), rules)).toEqual(fold(second, rules));
      }),
      { numRuns: 50 },
    );
  });
});
