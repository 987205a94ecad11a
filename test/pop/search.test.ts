import { describe, expect, it } from 'vitest';
import { searchFor } from '../../src/pop/search.ts';
import { aCustomer, aMatch, aPop } from '../web/pops.ts';

const karel = aPop({ matches: [aMatch()], queue: 'helpdesk', note: 'Wants a new quote', tags: ['vip'] });

describe('searching one’s calls', () => {
  it.each(['novak', 'NOVÁK kar', 's.r.o.', 'helpdesk', 'quote', 'vip novák', ''])('finds by %j', (typed) => {
    expect(searchFor(typed)(karel)).toBe(true);
  });

  it.each(['591166', '+420 591 166 223', '0591 166', '(591) 166-223'])('finds by the number %j', (typed) => {
    expect(searchFor(typed)(karel)).toBe(true);
  });

  it.each(['novák praha', '602', 'kar el novotný'])('does not find by %j', (typed) => {
    expect(searchFor(typed)(karel)).toBe(false);
  });

  it('keeps what the caller hides hidden', () => {
    const hidden = aPop({ customer: aCustomer({ withheld: true, number: null, e164: null }) });
    expect(searchFor('591')(hidden)).toBe(false);
  });
});
