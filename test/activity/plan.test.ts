import { describe, expect, test } from 'vitest';
import type { StoredCall } from '../../src/model/call.ts';
import { planActivities } from '../../src/activity/plan.ts';
import type { PlanInput } from '../../src/activity/plan-input.ts';
import {
  aCall,
  aLeg,
  aMatch,
  aPlanInput,
  dialledInVain,
  eva,
  martin,
  missed,
  olga,
  rang,
  seconds,
  start,
  talked,
} from './builders.ts';

/** What matters of each planned activity. */
const planOf = (input: PlanInput) =>
  planActivities(input).map(({ slot, status, payload, ...rest }) => ({
    slot,
    status,
    ...('reason' in rest ? { reason: rest.reason } : {}),
    agent: payload.agent?.name ?? null,
    owner: payload.ownerId,
    talk: payload.talkMs / 1_000,
  }));

describe('who gets an activity', () => {
  test('the agent who answered', () => {
    expect(planOf(aPlanInput())).toEqual([
      { slot: 1, status: 'waiting', agent: 'Martin', owner: '0051', talk: 60 },
    ]);
  });

  test('after a transfer, each agent with the time they talked themselves, in the order of answering', () => {
    const legs = [talked(eva, 40, 25), talked(martin, 5, 35)];
    expect(planOf(aPlanInput({ legs }))).toEqual([
      { slot: 1, status: 'waiting', agent: 'Martin', owner: '0051', talk: 35 },
      { slot: 2, status: 'waiting', agent: 'Eva', owner: '0052', talk: 25 },
    ]);
  });

  test('an agent who got the call back is one party, talking times added up', () => {
    const legs = [talked(martin, 5, 10), talked(eva, 20, 10), talked(martin, 40, 20)];
    expect(planOf(aPlanInput({ legs }))).toEqual([
      { slot: 1, status: 'waiting', agent: 'Martin', owner: '0051', talk: 30 },
      { slot: 2, status: 'waiting', agent: 'Eva', owner: '0052', talk: 10 },
    ]);
  });

  test('of a ring group only the one who answered', () => {
    expect(planOf(aPlanInput({ legs: [rang(eva), talked(martin, 5, 60), rang(olga)] }))).toHaveLength(1);
  });

  test('a ring group that nobody answered makes one missed call, owned by the default owner', () => {
    expect(planOf(aPlanInput(missed))).toEqual([
      { slot: 1, status: 'waiting', agent: null, owner: '005D', talk: 0 },
    ]);
  });

  test('a missed call that rang at one agent only is theirs to call back', () => {
    expect(planOf(aPlanInput({ ...missed, legs: [rang(eva)] }))).toEqual([
      { slot: 1, status: 'waiting', agent: null, owner: '0052', talk: 0 },
    ]);
  });

  test('an unanswered outbound call is its caller’s', () => {
    expect(planOf(aPlanInput(dialledInVain))).toEqual([
      { slot: 1, status: 'waiting', agent: 'Eva', owner: '0052', talk: 0 },
    ]);
  });

  test('a phone that maps to no agent talked all the same: the default owner has it', () => {
    const stranger = talked(martin, 5, 20, { agentId: null, party: { extension: '109' }, key: 'x' });
    expect(planOf(aPlanInput({ legs: [stranger, talked(eva, 30, 10)] }))).toEqual([
      { slot: 1, status: 'waiting', agent: null, owner: '005D', talk: 20 },
      { slot: 2, status: 'waiting', agent: 'Eva', owner: '0052', talk: 10 },
    ]);
  });

  test('two legs of one unmapped phone are one party, two phones are two', () => {
    const leg = (key: string, extension: string, from: number) =>
      talked(martin, from, 10, { agentId: null, party: { extension }, key });
    const legs = [leg('x', '109', 5), leg('y', '109', 20), leg('z', '110', 40)];
    expect(planOf(aPlanInput({ legs })).map(({ talk }) => talk)).toEqual([20, 10]);
  });

  test('an agent without a CRM user is named, and the default owner owns', () => {
    expect(planOf(aPlanInput({ legs: [talked(olga, 5, 60)] }))).toEqual([
      { slot: 1, status: 'waiting', agent: 'Olga', owner: '005D', talk: 60 },
    ]);
  });

  test('a call that the PBX calls answered without saying by whom is still one', () => {
    expect(planOf(aPlanInput({ legs: [] }, { logMissed: false }))).toEqual([
      { slot: 1, status: 'waiting', agent: null, owner: '005D', talk: 60 },
    ]);
  });

  test('a fax is one, whatever the rules say of missed calls', () => {
    const fax: Partial<StoredCall> = { ...missed, kind: 'fax', legs: [] };
    expect(planOf(aPlanInput(fax, { logMissed: false }))).toHaveLength(1);
    expect(planActivities(aPlanInput(fax))[0]).toMatchObject({ status: 'waiting', payload: { kind: 'fax' } });
  });

  test('a late answer takes the missed call’s slot: one record, then updated', () => {
    const [before] = planActivities(aPlanInput(missed));
    const [after, ...more] = planActivities(aPlanInput({ legs: [talked(martin, 5, 60), rang(eva)] }));
    expect(more).toEqual([]);
    expect(after?.payload.key).toBe(before?.payload.key);
    expect(after?.payload).toMatchObject({ outcome: 'answered', agent: { name: 'Martin' } });
  });

  test('legs that answered in the same millisecond keep their order', () => {
    const legs = [talked(eva, 5, 10, { key: 'b' }), talked(martin, 5, 10, { key: 'a' })];
    expect(planOf(aPlanInput({ legs })).map(({ agent }) => agent)).toEqual(['Martin', 'Eva']);
    expect(planOf(aPlanInput({ legs: legs.reverse() })).map(({ agent }) => agent)).toEqual(['Martin', 'Eva']);
  });
});

describe('what is skipped, and why', () => {
  const internal: Partial<StoredCall> = { direction: 'internal' };
  test.each([
    ['a call of which only side events are known', { begun: false }, { logInternal: true }, 'not_begun'],
    ['a call between colleagues', internal, {}, 'internal'],
    ['a missed call', missed, { logMissed: false }, 'missed_not_logged'],
    [
      'an abandoned call',
      { ...missed, outcome: 'abandoned', legs: [] },
      { logMissed: false },
      'missed_not_logged',
    ],
    ['a vain call', dialledInVain, { logUnansweredOutbound: false }, 'unanswered_outbound_not_logged'],
    ['an unknown caller', {}, { unknownCaller: 'skip' }, 'unknown_caller'],
    ['a call of another phone system', {}, { sources: { only: ['hub'] } }, 'source_filtered'],
    ['a call of this one', {}, { sources: { except: ['Office'] } }, 'source_filtered'],
    ['a call of another queue', { queue: 'sales' }, { queues: { only: ['helpdesk'] } }, 'queue_filtered'],
    ['a call through no queue', {}, { queues: { only: ['helpdesk'] } }, 'queue_filtered'],
    ['a call of that queue', { queue: 'Helpdesk ' }, { queues: { except: ['helpdesk'] } }, 'queue_filtered'],
  ] as const)('%s', (_name, call, rules, reason) => {
    const plan = planActivities(aPlanInput(call, rules));
    expect(plan).toMatchObject([{ slot: 1, status: 'skipped', reason, payload: { callId: 'c1' } }]);
  });

  test.each([
    ['an answered call where missed ones are not wanted', {}, { logMissed: false }],
    ['a missed call by default', missed, {}],
    ['a call of the right phone system', {}, { sources: { only: ['hub', 'OFFICE'] } }],
    ['a call of the right queue', { queue: 'helpdesk' }, { queues: { only: ['helpdesk'] } }],
    ['a call through no queue, where one is left out', {}, { queues: { except: ['helpdesk'] } }],
    ['a call between colleagues when a rule says so', internal, { logInternal: true, unknownCaller: 'skip' }],
    ['a known caller', { matches: [aMatch()] }, { unknownCaller: 'skip' }],
    [
      'one whose records are too many to choose',
      { matches: [aMatch(), aMatch({ id: '4' })] },
      { unknownCaller: 'skip', severalMatches: 'none' },
    ],
    ['a caller whose lookup failed: that is not unknown', { lookup: 'failed' }, { unknownCaller: 'skip' }],
  ] as const)('but not %s', (_name, call, rules) => {
    expect(planActivities(aPlanInput(call, rules))).toMatchObject([{ status: 'waiting' }]);
  });

  test('a match of another connection makes nobody known', () => {
    const call = { matches: [aMatch({ connection: 'support' })] };
    expect(planActivities(aPlanInput(call, { unknownCaller: 'skip' }))).toMatchObject([
      { reason: 'unknown_caller' },
    ]);
  });
});

describe('which record it belongs to', () => {
  const latest = aMatch({ id: '1', name: 'Latest' });
  const martins = aMatch({ id: '2', name: 'Martin’s', ownerId: '0051' });
  const several = { matches: [latest, aMatch({ connection: 'support', id: '9' }), martins] };
  const linkOf = (input: PlanInput) => planActivities(input)[0]?.payload.link ?? null;

  test.each([
    ['latest', '1'],
    ['owner', '2'],
    ['none', null],
    ['ask', null],
  ] as const)('of several, by the rule %s', (severalMatches, id) => {
    expect(linkOf(aPlanInput(several, { severalMatches }))?.id ?? null).toBe(id);
  });

  test('of several, the latest when the agent owns none of them', () => {
    expect(
      linkOf(aPlanInput({ ...several, legs: [talked(eva, 5, 60)] }, { severalMatches: 'owner' }))?.id,
    ).toBe('1');
  });

  test('the only match, whatever the rule', () => {
    expect(linkOf(aPlanInput({ matches: [latest] }, { severalMatches: 'none' }))).toEqual({
      type: 'contact',
      id: '1',
    });
  });

  const choice = (connection: string, id: string) => ({ connection, type: 'contact', id });

  test('what an agent chose comes before the rule, the PBX’s lead before both', () => {
    const chosen = [choice('sales', '2')];
    for (const severalMatches of ['latest', 'owner', 'none', 'ask'])
      expect(linkOf(aPlanInput({ ...several, chosen }, { severalMatches }))?.id).toBe('2');
    const lead = { id: '8', name: null };
    const named = { id: '8', answered: ['sales'], matches: [aMatch({ type: 'lead', id: '8' })] };
    expect(linkOf(aPlanInput({ ...several, chosen, lead, named }))).toEqual({ type: 'lead', id: '8' });
    const ignored = linkOf(aPlanInput({ ...several, chosen, lead, named }, { leadIds: 'ignore' }));
    expect(ignored).toMatchObject({ type: 'contact', id: '2' });
  });

  test('a choice in another connection chooses nothing here, and takes nothing away', () => {
    const theirs = choice('support', '9');
    expect(linkOf(aPlanInput({ ...several, chosen: [theirs] }))?.id).toBe('1');
    expect(linkOf(aPlanInput({ ...several, chosen: [theirs, choice('sales', '2')] }))?.id).toBe('2');
  });
});

test('everything the PBX said is in the activity, a withheld number is not', () => {
  const call = aCall({
    customer: { ...aCall().customer, withheld: true },
    tags: ['vip'],
    extra: { site_id: '7' },
    queue: 'helpdesk',
    recorded: true,
    recordings: [{ startedAt: start, stoppedAt: start + seconds(9), url: null }],
    legs: [aLeg({ answeredAt: start + seconds(7), talkMs: 1 })],
    notes: [{ agentId: aLeg().agentId ?? '', note: 'Call back', disposition: 'Connected' }],
  });
  const [planned] = planActivities(aPlanInput(call));
  expect(planned?.payload).toMatchObject({
    key: 'rs-c1-1',
    source: 'office',
    customerNumber: null,
    tags: ['vip'],
    extra: { site_id: '7' },
    queue: 'helpdesk',
    recordings: call.recordings,
    answeredAt: start + seconds(7),
    endedAt: start + seconds(65),
    note: 'Call back',
    disposition: 'Connected',
  });
});
