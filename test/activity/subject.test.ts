import { describe, expect, test } from 'vitest';
import { planActivities } from '../../src/activity/plan.ts';
import type { StoredCall } from '../../src/model/call.ts';
import { aCall, aMatch, aPlanInput, dialledInVain, missed } from './builders.ts';

describe('the subject', () => {
  const subject = (call: Partial<StoredCall>, rules: object = {}) =>
    planActivities(aPlanInput(call, rules))[0]?.payload.subject;
  const named = (name: string) => ({ customer: { ...aCall().customer, name } });

  test.each([
    ['Inbound call from Karel Novák', { matches: [aMatch()] }],
    ['Inbound call from karel', named('karel')],
    ['Inbound call from +420 591 166 223', named('+420 591 166 223')],
    ['Missed call from +420 591 166 223', missed],
    ['Abandoned call from +420 591 166 223', { ...missed, outcome: 'abandoned' }],
    ['Declined call from +420 591 166 223', { ...missed, outcome: 'rejected' }],
    ['Missed call from a withheld number', { ...missed, customer: { ...aCall().customer, withheld: true } }],
    ['Outbound call to +420 591 166 223', { direction: 'outbound' }],
    ['Outbound call to +420 591 166 223 (no answer)', dialledInVain],
    ['Outbound call to Karel Novák (busy)', { ...dialledInVain, outcome: 'busy', matches: [aMatch()] }],
    [
      'Internal call from 102',
      { direction: 'internal', customer: { ...aCall().customer, number: '102', e164: null } },
    ],
    ['Fax from Lead of the PBX', { kind: 'fax', lead: { id: null, name: 'Lead of the PBX' } }],
  ] as const)('%s', (expected, call) => {
    expect(subject(call)).toBe(expected);
  });

  test('is cut to what a CRM takes', () => {
    expect(subject(named('x'.repeat(400)))).toHaveLength(255);
  });
});
