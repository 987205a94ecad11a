import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceMs } from '../../src/activity/link.ts';
import { planActivities, type Planned } from '../../src/activity/plan.ts';
import type { PlanInput } from '../../src/activity/plan-input.ts';
import type { StoredCall } from '../../src/model/call.ts';
import { aCall, aLeg, aMatch, aPlanInput, eva, martin, rang, talked } from './builders.ts';

const wantedOf = (call: Partial<StoredCall>, rules: object, more: Partial<PlanInput> = {}) =>
  planActivities(aPlanInput(call, rules, more)).map((planned) =>
    planned.status === 'waiting' ? planned.wanted : planned.reason,
  );
const customer = (change: Partial<StoredCall['customer']>) => ({
  customer: { ...aCall().customer, ...change },
});

describe('a caller nobody knows', () => {
  const person = { company: null, phone: '+420591166223', email: null };

  it('becomes whom the rule says, under the agent’s ownership', () => {
    const lead = { ...person, type: 'lead', name: '+420591166223', ownerId: '0051' };
    expect(wantedOf({}, { unknownCaller: 'create_lead' })).toEqual([{ leadId: null, person: lead }]);
    const contact = { ...lead, type: 'contact', name: 'karel' };
    expect(wantedOf(customer({ name: 'karel' }), { unknownCaller: 'create_contact' })).toEqual([
      { leadId: null, person: contact },
    ]);
  });

  it('is the same person for every agent who talked', () => {
    const legs = [talked(martin, 5, 20), talked(eva, 30, 20)];
    const phones = wantedOf({ legs }, { unknownCaller: 'create_lead' }).map(
      (wanted) => typeof wanted === 'object' && wanted?.person?.phone,
    );
    expect(phones).toEqual([person.phone, person.phone]);
  });

  it('is nobody where the rules never take the number for a caller', () => {
    const rules = { unknownCaller: 'create_lead', neverMatch: { numbers: ['+420 591 166 223'] } };
    expect(wantedOf({}, rules)).toEqual([null]);
  });

  it('is looked for where the lookup failed: who is there is not made again', () => {
    expect(wantedOf({ lookup: 'failed' }, { unknownCaller: 'create_lead' })).toMatchObject([{ person }]);
  });

  const nobody = {
    outcome: 'no_answer',
    direction: 'outbound',
    answeredAt: null,
    legs: [rang(eva)],
  } as const;
  it.each<[string, Partial<StoredCall>, Partial<PlanInput>]>([
    ['who is known', { matches: [aMatch()] }, {}],
    ['who is several people', { matches: [aMatch(), aMatch({ id: '004' })] }, {}],
    ['who withholds the number', customer({ withheld: true, e164: null, number: null }), {}],
    ['who is a colleague', customer({ internal: true, e164: null, number: '102' }), {}],
    ['who calls from our own number', {}, { ownNumber: true }],
    ['who is a fax machine', { kind: 'fax', legs: [aLeg()] }, {}],
    ['whom an agent dialled in vain', nobody, {}],
  ])('but not one %s', (_name, call, more) => {
    expect(wantedOf(call, { unknownCaller: 'create_lead', severalMatches: 'none' }, more)).toEqual([null]);
  });
});

describe('the PBX’s lead', () => {
  const asking = { connection: { ...aPlanInput().connection, findsById: true } };
  const lead = { id: 'L7', name: null };

  it('is asked for, until the CRM has said something of it', () => {
    expect(wantedOf({ lead }, {}, asking)).toEqual([{ leadId: 'L7', person: null }]);
    const others = { id: 'L7', answered: ['support'], matches: [] };
    expect(wantedOf({ lead, named: others }, {}, asking)).toEqual([{ leadId: 'L7', person: null }]);
    expect(wantedOf({ lead, named: { ...others, answered: ['sales'] } }, {}, asking)).toEqual([null]);
    expect(wantedOf({ lead, named: { ...others, id: 'L6', answered: ['sales'] } }, {}, asking)).toMatchObject(
      [{ leadId: 'L7' }],
    );
  });

  it('is not asked of a CRM whose ids it is none of', () => {
    const rules = { ...asking.connection.rules, leadIds: 'ignore' as const };
    const connection = { ...asking.connection, rules };
    expect(wantedOf({ lead }, {}, { connection })).toEqual([null]);
  });

  it('is not asked of a CRM that finds nothing by id', () => {
    expect(wantedOf({ lead }, {})).toEqual([null]);
  });
});

describe('several matches of which an agent is to choose', () => {
  const matches = [aMatch({ id: '1' }), aMatch({ id: '2' }), aMatch({ connection: 'support', id: '9' })];
  const planOf = (call: Partial<StoredCall>): Planned | undefined =>
    planActivities(aPlanInput({ matches, ...call }, { severalMatches: 'ask' }))[0];

  it('wait a while for the choice, then the call is logged without a link', () => {
    expect(planOf({})).toMatchObject({
      notBefore: (aCall().settledAt ?? 0) + choiceMs,
      payload: { link: null },
    });
  });

  it('wait no longer once it is made, and not at all where there is nothing to choose', () => {
    const chosen = [{ connection: 'sales', type: 'contact', id: '2' }];
    expect(planOf({ chosen })).toMatchObject({ notBefore: null, payload: { link: { id: '2' } } });
    expect(planOf({ matches: matches.slice(1) })).toMatchObject({
      notBefore: null,
      payload: { link: { id: '2' } },
    });
  });
});

describe('templates', () => {
  const textsOf = (call: Partial<StoredCall>, rules: object) =>
    planActivities(aPlanInput(call, rules)).map(({ payload: { subject, body } }) => ({ subject, body }));

  it('make subject and body; without them all is as usual', () => {
    expect(textsOf({}, {})).toEqual([{ subject: 'Inbound call from +420 591 166 223', body: null }]);
    const rules = {
      subject: '[{{source}}] {{summary}}',
      body: 'Talked {{talk}}\nQueue: {{queue}}\n\nNote: {{note}}',
    };
    expect(textsOf({ notes: [{ agentId: 'a1', note: 'Call back', disposition: null }] }, rules)).toEqual([
      { subject: '[office] Inbound call from +420 591 166 223', body: 'Talked 1:00\n\nNote: Call back' },
    ]);
  });

  it('that make nothing leave the usual subject', () => {
    expect(textsOf({}, { subject: '{{queue}}' })[0]?.subject).toBe('Inbound call from +420 591 166 223');
  });

  it('do not read what they bring in, and keep the subject in one line of what a CRM takes', () => {
    const name = '{{note}}\n'.repeat(60);
    const [texts] = textsOf({ matches: [aMatch({ name })] }, { subject: 'From {{customer.name}}' });
    expect(texts?.subject).toMatch(/^From \{\{note\}\} \{\{note\}\}/);
    expect(texts?.subject).toHaveLength(255);
  });
});

const oneOf = fc.constantFrom;
const anyRules = fc.record({
  logInternal: fc.boolean(),
  logMissed: fc.boolean(),
  logUnansweredOutbound: fc.boolean(),
  sources: oneOf(null, { only: ['office'] }, { except: ['office'] }),
  queues: oneOf(null, { only: ['helpdesk'] }, { except: ['helpdesk'] }),
  unknownCaller: oneOf('log', 'skip', 'create_lead', 'create_contact'),
  severalMatches: oneOf('latest', 'owner', 'none', 'ask'),
  createOnly: fc.boolean(),
  subject: oneOf(null, '{{queue}}', '{{customer}} {{extra.x}}'),
  body: oneOf(null, '{{note|none}}'),
});
const anyCall: fc.Arbitrary<Partial<StoredCall>> = fc.record({
  direction: oneOf('inbound', 'outbound', 'internal'),
  kind: oneOf('voice', 'queue', 'conference', 'fax'),
  begun: fc.boolean(),
  lookup: oneOf('done', 'failed', 'partial'),
  queue: oneOf(null, 'helpdesk', 'sales'),
  legs: oneOf([], [rang(eva)], [talked(martin, 5, 20)], [talked(martin, 5, 20), talked(eva, 30, 20)]),
  matches: oneOf([], [aMatch()], [aMatch(), aMatch({ id: '4', ownerId: '0052' })]),
  lead: oneOf(null, { id: 'L7', name: null }),
});

it('by whatever rules, a call is planned once in every slot, or skipped for a reason, and each plan is the same', () => {
  fc.assert(
    fc.property(anyCall, anyRules, fc.boolean(), (call, rules, ownNumber) => {
      const input = aPlanInput(call, rules, { ownNumber });
      const planned = planActivities(input);
      expect(planActivities(input)).toEqual(planned);
      expect(planned.map(({ slot }) => slot)).toEqual(planned.map((_, index) => index + 1));
      expect(planned.length).toBeGreaterThan(0);
      const skipped = planned.filter(({ status }) => status === 'skipped');
      expect(skipped.length === 0 || planned.length === 1).toBe(true);
      for (const one of planned) {
        expect(one.payload.subject).not.toBe('');
        if (one.status === 'skipped') expect(one.reason).not.toBe('');
        else if (one.wanted?.person) expect([one.payload.link, ownNumber]).toEqual([null, false]);
      }
    }),
    { numRuns: 500 },
  );
});
