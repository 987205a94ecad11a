import { afterEach, describe, expect, test } from 'vitest';
import { personTypeOf } from '../../connectors/salesforce/ids.ts';
import { phoneSearch } from '../../connectors/salesforce/lookup.ts';
import { e164Of } from '../../connectors/salesforce/person.ts';
import { quoted, sought } from '../../connectors/salesforce/query.ts';
import { karelsNumber, within } from '../contracts/under-test.ts';
import { openSalesforce, type OpenOptions, type SalesforceUnderTest } from './salesforce-under-test.ts';

let under: SalesforceUnderTest | null = null;
const open = async (options: OpenOptions = {}) => (under = await openSalesforce(options));
afterEach(async () => {
  await under?.close();
  under = null;
});

describe('what a search says', () => {
  test.each([
    ['591166223', '591166223'],
    ['a&b', 'a\\&b'],
    ['a|b!c', 'a\\|b\\!c'],
    ['(415) 555', '\\(415\\) 555'],
    ['{x} [y]', '\\{x\\} \\[y\\]'],
    ['^"~*?:', '\\^\\"\\~\\*\\?\\:'],
    ["it's", "it\\'s"],
    ['+420-59\\1', '\\+420\\-59\\\\1'],
    ['} RETURNING User(Id', '\\} RETURNING User\\(Id'],
  ])('%s → %s', (text, escaped) => {
    expect(sought(text)).toBe(escaped);
  });

  test.each([
    ["' OR Id != '", "'\\' OR Id != \\''"],
    ['back\\', "'back\\\\'"],
    ['two\nlines', "'two\\nlines'"],
  ])('%j within quotes', (text, escaped) => {
    expect(quoted(text)).toBe(escaped);
  });

  test('the number with its country and without, over what there is', () => {
    const name = { name: 'Phone', label: 'Phone' };
    const fields = 'Id, Name, OwnerId, LastModifiedDate, SystemModstamp';
    expect(phoneSearch(karelsNumber, { lead: [name], account: [name] })).toBe(
      'FIND {591166223 OR 420591166223} IN PHONE FIELDS RETURNING ' +
        `Lead(${fields}, Company, IsConverted, ConvertedContactId, Phone WHERE IsConverted = false ORDER BY LastModifiedDate DESC LIMIT 50), ` +
        `Account(${fields}, Phone ORDER BY LastModifiedDate DESC LIMIT 50)`,
    );
  });
});

describe('whose number it is', () => {
  test.each([
    ['+420 591 166 223', 'CZ', '+420591166223'],
    ['591166223', 'CZ', '+420591166223'],
    ['00420 591 166 223', 'DE', '+420591166223'],
    ['(415) 555-2671', 'CZ', '+14155552671'],
    ['(415) 555-2671', null, '+14155552671'],
    ['415 555 2671', null, null],
    ['see notes', 'CZ', null],
  ])('%s read in %s is %s', (number, country, e164) => {
    expect(e164Of(number, country)).toBe(e164);
  });

  test.each([
    ['MobilePhone', 'Mobile phone'],
    ['Phone', 'Phone'],
    ['HomePhone', 'Home phone'],
    ['OtherPhone', 'Other phone'],
    ['AssistantPhone', "Assistant's phone"],
  ])('%s is found as "%s"', async (field, matchedOn) => {
    const { connector, fake } = await open();
    fake.org.put('Contact', { Name: 'Karel', [field]: '00420 591-166-223' });
    expect(await connector.findByPhone(karelsNumber, within())).toMatchObject([{ name: 'Karel', matchedOn }]);
  });

  test('lookalikes that the search returns too are left out', async () => {
    const { connector, fake } = await open();
    for (const Phone of [
      '+421 591 166 223',
      '+1 591 166 2230',
      '+420 777 591 166 223',
      '+49 420 591166223',
    ]) {
      fake.org.put('Contact', { Name: Phone, Phone });
    }
    expect(await connector.findByPhone(karelsNumber, within())).toEqual([]);
    expect(under?.fake.requests.filter(({ kind }) => kind === 'search')).toHaveLength(1);
  });

  test('without a country in the settings a number is taken to be of the caller’s', async () => {
    const { connector, fake } = await open({ settings: { defaultCountry: undefined } });
    fake.org.put('Contact', { Name: 'Karel', Phone: '602 123 456' });
    const query = (e164: string, country: string) => ({ e164, national: '602123456', country });
    expect(await connector.findByPhone(query('+420602123456', 'CZ'), within())).toHaveLength(1);
    expect(await connector.findByPhone(query('+48602123456', 'PL'), within())).toHaveLength(1);
    expect(await connector.findByPhone(query('+420602123456', 'DE'), within())).toEqual([]);
  });

  test('contacts come before leads, leads before companies; converted leads not at all', async () => {
    const { connector, fake } = await open();
    const Phone = '+420591166223';
    const account = fake.org.put('Account', { Name: 'Novák s.r.o.', Phone });
    fake.org.put('Lead', { Name: 'K. Novák', Company: 'Novák', Phone, IsConverted: false });
    fake.org.put('Lead', { Name: 'Converted', Company: 'Novák', Phone, IsConverted: true });
    fake.org.put('Contact', { Name: 'Karel Novák', Phone, AccountId: account });
    const matches = await connector.findByPhone(karelsNumber, within());
    expect(matches.map(({ type, name, company }) => [type, name, company])).toEqual([
      ['contact', 'Karel Novák', 'Novák s.r.o.'],
      ['lead', 'K. Novák', 'Novák'],
      ['account', 'Novák s.r.o.', 'Novák s.r.o.'],
    ]);
    expect(matches[2]).toMatchObject({
      url: `${fake.url}/lightning/r/Account/${account}/view`,
      ownerId: fake.org.apiUser,
    });
  });

  test('what was written a moment ago is not found yet', async () => {
    const { connector, fake } = await open({ fake: { searchLagMs: 300 } });
    fake.org.put('Contact', { Name: 'Karel', Phone: '+420591166223' });
    expect(await connector.findByPhone(karelsNumber, within())).toEqual([]);
  });

  test('fields and objects that Ringside may not see are learnt once', async () => {
    const { connector, fake } = await open({ fake: { hidden: ['Contact.AssistantPhone', 'Lead'] } });
    fake.org.put('Contact', { Name: 'Karel', Phone: '+420591166223' });
    expect(await connector.findByPhone(karelsNumber, within())).toHaveLength(1);
    expect(fake.requests.map(({ kind }) => kind)).toEqual([
      'token',
      'search',
      'describe',
      'describe',
      'describe',
      'search',
    ]);
    fake.requests.length = 0;
    expect(await connector.findByPhone(karelsNumber, within())).toHaveLength(1);
    expect(fake.requests).toHaveLength(1);
    expect(await connector.findById?.({ type: '', id: '00Q5g0000000001' }, within())).toBeNull();
  });

  test('is one round trip when the session is there', async () => {
    const { connector, fake } = await open();
    await connector.findByPhone(karelsNumber, within());
    fake.requests.length = 0;
    await connector.findByPhone(karelsNumber, within());
    expect(fake.requests).toHaveLength(1);
  });
});

describe('the record a phone system names', () => {
  test.each([
    ['0035g00000000Ab', 'contact'],
    ['00Q5g00000000AbAAI', 'lead'],
    ['0015g00000000AbAAI', 'account'],
    ['0065g00000000AbAAI', null],
    ['L-7', null],
    ['0035g00000000Ab; DROP', null],
  ])('%s is a %s', (id, type) => {
    expect(personTypeOf(id)).toBe(type);
  });

  test('is found by 15 and by 18 characters, and as what it has become', async () => {
    const { connector, fake } = await open();
    const contact = fake.org.put('Contact', { Name: 'Karel Novák' });
    const lead = fake.org.put('Lead', {
      Name: 'Karel',
      Company: 'N',
      IsConverted: true,
      ConvertedContactId: contact,
    });
    const find = (id: string, type = '') => connector.findById?.({ type, id }, within());
    expect(await find(contact.slice(0, 15))).toMatchObject({ type: 'contact', id: contact });
    expect(await find(contact)).toMatchObject({ id: contact });
    expect(await find(lead)).toMatchObject({ type: 'contact', id: contact, name: 'Karel Novák' });
    expect(await find(contact, 'lead')).toBeNull();
    // Looks like an id, and is none.
    expect(await find('003ABCDEFGHIJKLMNO')).toBeNull();
  });
});
