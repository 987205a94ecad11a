import { describe, expect, it } from 'vitest';
import { callerOf } from '../../src/web/agent/caller.ts';
import { recordKind } from '../../src/web/agent/record-kind.ts';
import { aCustomer, aMatch, aPop } from './pops.ts';

describe('who is calling', () => {
  it('is a number first, while it is looked up', () => {
    expect(callerOf(aPop())).toMatchObject({ title: '+420 591 166 223', subtitle: null, number: null });
  });

  it('is the person and the company once known, with the number below', () => {
    const caller = callerOf(aPop({ lookup: 'done', matches: [aMatch()] }));
    expect(caller).toMatchObject({
      title: 'Karel Novák',
      subtitle: 'Novák s.r.o.',
      number: '+420 591 166 223',
      country: 'CZ',
      others: 0,
      record: { id: '003' },
    });
  });

  it('is the best of several people, saying that it may be another', () => {
    const matches = [
      aMatch(),
      aMatch({ id: '004', name: 'Eva Nováková' }),
      aMatch({ type: 'lead', id: '9' }),
    ];
    const caller = callerOf(aPop({ lookup: 'done', matches }));
    expect(caller).toMatchObject({ title: 'Karel Novák', others: 1, record: null });
  });

  it('is the one whom an agent chose', () => {
    const chosen = { connection: 'sales', type: 'contact', id: '004' };
    const matches = [aMatch(), aMatch({ id: '004', name: 'Eva Nováková' })];
    const caller = callerOf(aPop({ lookup: 'done', matches, chosen }));
    expect(caller).toMatchObject({ title: 'Eva Nováková', others: 0, record: { id: '004' } });
  });

  it('falls back to the best when the chosen record is gone', () => {
    const chosen = { connection: 'sales', type: 'contact', id: 'deleted' };
    expect(callerOf(aPop({ lookup: 'done', matches: [aMatch()], chosen })).title).toBe('Karel Novák');
  });

  it.each([
    ['done', 'Not in your records'],
    ['failed', 'The records could not be searched'],
    ['partial', 'Some records could not be searched'],
  ] as const)('is unknown in words: %s', (lookup, subtitle) => {
    expect(callerOf(aPop({ lookup }))).toMatchObject({ title: '+420 591 166 223', subtitle });
  });

  it('is the lead, or the name that the phone system sent, when no record has the number', () => {
    const customer = aCustomer({ name: 'NOVAK K' });
    expect(callerOf(aPop({ lookup: 'done', customer })).title).toBe('NOVAK K');
    const lead = { id: '7', name: 'Karel from the fair' };
    expect(callerOf(aPop({ lookup: 'done', customer, lead })).title).toBe('Karel from the fair');
  });

  it('is withheld when the caller hides the number', () => {
    const customer = aCustomer({
      withheld: true,
      number: 'anonymous',
      e164: null,
      formatted: null,
      country: null,
    });
    expect(callerOf(aPop({ customer }))).toMatchObject({
      title: 'Number withheld',
      number: null,
      country: null,
    });
  });

  it('is a colleague on internal calls', () => {
    const customer = aCustomer({ number: '104', e164: null, formatted: null, name: 'Petr', country: null });
    const caller = callerOf(aPop({ direction: 'internal', customer }));
    expect(caller).toMatchObject({ title: 'Petr', subtitle: 'Internal call', number: 'Extension 104' });
  });
});

describe('a record’s kind', () => {
  it('names the connection only where the records come from several', () => {
    const contact = aMatch();
    expect(recordKind(contact, [contact, aMatch({ id: '004' })])).toBe('Contact');
    expect(recordKind(contact, [contact, aMatch({ connection: 'support' })])).toBe('Contact · sales');
  });
});
