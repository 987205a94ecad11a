import { describe, expect, it } from 'vitest';
import { arranged, mayBeCaller } from '../../src/lookup/callers.ts';
import { aMatch } from '../activity/builders.ts';

const never = (change: object) => ({ numbers: [], companies: [], records: [], ...change });
const number = '+420591166223';

describe('never taken for a caller', () => {
  it('are our own company and its people, in whatever case', () => {
    const own = never({ companies: ['Ringside s.r.o.'] });
    expect(mayBeCaller(number, aMatch({ company: 'ringside S.R.O. ' }), own)).toBe(false);
    expect(mayBeCaller(number, aMatch({ type: 'account', name: 'Ringside s.r.o.' }), own)).toBe(false);
    expect(mayBeCaller(number, aMatch({ type: 'contact', name: 'Ringside s.r.o.' }), own)).toBe(true);
    expect(mayBeCaller(number, aMatch({ company: null }), own)).toBe(true);
    expect(mayBeCaller(number, aMatch({ company: 'Ringside' }), own)).toBe(true);
  });

  it('are numbers and records that an admin names', () => {
    expect(mayBeCaller(number, aMatch(), never({ numbers: ['+420 591 166 223'] }))).toBe(false);
    expect(mayBeCaller(number, aMatch(), never({ numbers: ['+420 591 166 224'] }))).toBe(true);
    expect(mayBeCaller(number, aMatch({ id: '003x' }), never({ records: ['003x'] }))).toBe(false);
  });
});

describe('a number with several records', () => {
  const people = (count: number, connection = 'sales') =>
    Array.from({ length: count }, (_, at) => aMatch({ id: `p${String(at)}`, connection }));
  const account = aMatch({ id: 'novak', type: 'account' });
  const ids = (matches: readonly { id: string }[]): string[] => matches.map(({ id }) => id);

  it('is a person’s while they are few: who was changed last comes first', () => {
    expect(ids(arranged([...people(2), account]))).toEqual(['p0', 'p1', 'novak']);
  });

  it('is the company’s when they are many', () => {
    expect(ids(arranged([...people(3), account]))).toEqual(['novak', 'p0', 'p1', 'p2']);
    expect(ids(arranged([...people(3), aMatch({ id: 'c', type: 'company' })]))[0]).toBe('c');
  });

  it('is counted in each CRM for itself', () => {
    expect(ids(arranged([...people(3, 'support'), account]))).toEqual(['p0', 'p1', 'p2', 'novak']);
  });

  it('shows no more than an agent can read', () => {
    expect(ids(arranged([...people(60), account]))).toHaveLength(20);
    expect(ids(arranged([...people(60), account]))[0]).toBe('novak');
  });
});
