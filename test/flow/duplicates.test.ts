import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCallDetail } from '../../src/api/call.ts';
import type { Cast, Scenario } from '../../src/demo/cast.ts';
import { transports } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import type { SourceName } from '../support/client.ts';
import { inParallel } from '../support/in-parallel.ts';
import { startTestService, type TestService } from '../support/service.ts';

const deliveries = 10;

let office: TestService;
let cast: Cast;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

/** What does not depend on when and how often things arrived. linuxbox sends no times. */
function gist(source: SourceName, call: ApiCallDetail): unknown {
  const { direction, kind, outcome, customer, queue, lead, campaign, tags, state } = call;
  const legs = call.legs.map(({ agent, extension, state: end, talkMs }) => {
    return { agent, extension, end, talkMs: source === 'hub' ? talkMs : null };
  });
  const times = source === 'hub' ? [call.startedAt, call.answeredAt, call.endedAt, call.waitMs] : [];
  return { direction, kind, outcome, customer, queue, lead, campaign, tags, state, legs, times };
}

const byAgent = async (): Promise<(string | null)[]> =>
  (await office.inBook(cast.callId)).map(({ agent }) => agent?.name ?? null);

async function deliverAll(source: SourceName, scenario: Scenario, seed: number): Promise<void> {
  const steps = scenario(cast).flatMap((step) => Array.from({ length: deliveries }, () => step));
  const [shuffled = []] = fc.sample(
    fc.tuple(
      fc.shuffledSubarray(steps, { minLength: steps.length }),
      fc.array(fc.constantFrom(...transports), { minLength: steps.length, maxLength: steps.length }),
    ),
    { numRuns: 1, seed },
  );
  const [order = [], ways = []] = shuffled;
  await inParallel(
    6,
    order.map((step, at) => ({ step, transport: ways[at] })),
    ({ step, transport }) => office.tell(source, step, transport),
  );
}

const told = { office: scenarios.linuxbox, hub: scenarios.contaqt };
const cases = (['office', 'hub'] as const).flatMap((source) =>
  (['simple', 'queue', 'ringGroup', 'blindTransfer', 'missed', 'dialerWithLead'] as const).map(
    (name) => [source, name] as const,
  ),
);

describe('ten deliveries of each event, in any order, on any transport', () => {
  it.each(cases)(
    '%s %s: the same call as one of each in order, and the same records',
    async (source, name) => {
      const scenario = told[source][name];
      cast = aCast({ startedAt: 1_790_000_000_000, lead: { id: 'L7', name: 'Nová' }, tags: ['vip'] });
      await office.play(source, scenario(cast));
      await office.quiet();
      const [expected, agents] = [gist(source, await office.callOf(cast.callId)), await byAgent()];
      expect(agents.length).toBeGreaterThan(0);

      cast = { ...cast, callId: `${cast.callId}.again` };
      await deliverAll(source, scenario, agents.length + name.length);
      await office.quiet();
      const call = await office.callOf(cast.callId);
      expect(gist(source, call)).toEqual(expected);
      expect(await byAgent()).toEqual(agents);
      expect(call.activities).toHaveLength(agents.length);
      const accepted = call.timeline.filter(({ status }) => status === 'accepted');
      const identities = new Set(accepted.map(({ fields }) => fields['identity']));
      expect(accepted.filter(({ fields }) => 'identity' in fields)).toHaveLength(
        identities.has(undefined) ? identities.size - 1 : identities.size,
      );
      expect((await office.ledger()).balanced).toBe(true);
    },
  );
});

describe('events that carry no identity of their own', () => {
  it('on one URL, told apart by the X-Event header alone, are different events', async () => {
    const fields = { call_id: aCast().callId };
    await office.tell('office', { afterMs: 0, event: 'call_recording_start', fields }, 'header');
    await office.tell('office', { afterMs: 0, event: 'call_recording_stop', fields }, 'header');
    const [stop, start] = await office.journal();
    expect([start?.event, start?.status]).toEqual(['call_recording_start', 'accepted']);
    expect([stop?.event, stop?.status]).toEqual(['call_recording_stop', 'accepted']);
  });
});
