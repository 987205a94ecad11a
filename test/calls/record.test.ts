import { expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import { changedLegs } from '../../src/calls/record.ts';
import type { StoredCall } from '../../src/model/call.ts';
import { journalOf, rules } from './told.ts';

const line = { call_id: 'c1', caller_type: 'external', caller_num: '777123456' };
const ringing = fold(
  journalOf('linuxbox', [
    { afterMs: 0, event: 'start_int_dial', fields: { ...line, cel_id: '1', line_num: '101' } },
    { afterMs: 0, event: 'start_int_dial', fields: { ...line, cel_id: '2', line_num: '102' } },
  ]),
  rules,
);
const stored = (call: Partial<StoredCall>): StoredCall => ({
  ...ringing,
  id: 'id',
  sourceId: 'office',
  settledAt: null,
  lookup: 'done',
  matches: [],
  chosen: [],
  named: null,
  notes: [],
  sequence: 1,
  ...call,
});

it('only legs that differ are written', () => {
  expect(changedLegs(null, stored({}))).toHaveLength(2);
  expect(changedLegs(stored({}), stored({ sequence: 2 }))).toEqual([]);
});

it('a leg that later events made part of another rings no longer', () => {
  const [kept, gone] = ringing.legs;
  if (kept === undefined || gone === undefined) throw new Error('two phones ring');
  expect(changedLegs(stored({}), stored({ legs: [kept] }))).toEqual([
    { ...gone, agentId: null, state: 'ended' },
  ]);
});
