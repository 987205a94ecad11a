import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { factNames } from '../../connectors/salesforce/facts.ts';
import { toPerson } from '../../connectors/salesforce/people.ts';
import { salesforceSettings } from '../../connectors/salesforce/settings.ts';
import type { NewPerson } from '../../src/crm/contract.ts';
import { caught, within } from '../contracts/under-test.ts';
import { field, keyField } from '../fakes/salesforce/schema.ts';
import { openSalesforce, type OpenOptions, type SalesforceUnderTest } from './salesforce-under-test.ts';

let under: SalesforceUnderTest | null = null;
const open = async (options: OpenOptions = {}) => (under = await openSalesforce(options));
afterEach(async () => {
  await under?.close();
  under = null;
});

describe('check', () => {
  test('names the org, its quota and what keeps calls apart', async () => {
    const { connector, fake } = await open();
    const info = await connector.check(within());
    expect(info).toMatchObject({ account: 'Acme s.r.o.', idempotency: 'unique_key' });
    expect(info.quota).toEqual({ used: fake.org.usage.used, limit: 100_000 });
    // Each answer says so: no question is needed to show it.
    expect(connector.usage?.()).toMatchObject({ limit: 100_000 });
    expect(info.notes).toEqual([
      'Salesforce itself keeps each call to one task, by Ringside_Key__c.',
      "Days are those of Europe/Prague where the owner's time zone is not known.",
    ]);
  });

  test.each([
    ['no field of its own', [], {}, 'find_first', 'in CallObject before'],
    [
      'a field that is no External Id',
      [{ ...keyField, externalId: false }],
      {},
      'find_first',
      'in Ringside_Key__c before',
    ],
    [
      'a field it may not write',
      [{ ...keyField, createable: false }],
      { keyField: 'Ringside_Key__c' },
      'find_first',
      'in CallObject before',
    ],
    [
      'an External Id of another name',
      [field('Call_Key__c', { type: 'string', length: 255, externalId: true })],
      { keyField: 'Call_Key__c' },
      'unique_key',
      'Tick Unique too',
    ],
  ])('with %s', async (_title, taskFields, settings, idempotency, note) => {
    const { connector } = await open({ fake: { taskFields }, settings });
    const info = await connector.check(within());
    expect(info.idempotency).toBe(idempotency);
    expect(info.notes[0]).toContain(note);
  });

  test('holds the settings against the org, each fault in a sentence', async () => {
    const fields = { queue: 'Queue__c', tags: 'Nowhere__c', recorded: 'Recorded__c' };
    const taskFields = [
      keyField,
      field('Queue__c', { type: 'string', updateable: false }),
      field('Recorded__c', { type: 'boolean' }),
    ];
    const { connector } = await open({
      fake: { taskFields, hidden: ['Contact.OtherPhone', 'Lead'] },
      settings: { status: 'Done', priority: 'Urgent', fields },
    });
    expect((await connector.check(within())).notes.slice(1, -1)).toEqual([
      'Tasks have no Status "Done" here. Use one of Not Started, In Progress, Completed, Deferred.',
      'Tasks have no Priority "Urgent" here. Use one of High, Normal, Low.',
      "queue: Ringside's user may not write Queue__c.",
      "tags: there is no field Nowhere__c on Task that Ringside's user may see.",
      "Not searched, as Ringside's user does not see them: Contact OtherPhone.",
      "Leads are not searched: Ringside's user does not see them.",
    ]);
  });

  test('sees what an admin has changed since', async () => {
    const { connector, fake } = await open({ fake: { taskFields: [] } });
    await connector.check(within());
    fake.org.schema.get('Task')?.fields.set(keyField.name, keyField);
    expect((await connector.check(within())).idempotency).toBe('unique_key');
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../connectors/salesforce/README.md', import.meta.url), 'utf8');

  test('shows settings that are good', () => {
    const example = z
      .object({ connections: z.array(z.object({ settings: salesforceSettings })).length(1) })
      .safeParse(parse(/```yaml\n([^]*?)```/.exec(readme)?.[1] ?? ''));
    expect(example.error).toBeUndefined();
  });

  test('names every fact and every setting', () => {
    const names = [...factNames, ...Object.keys(salesforceSettings.shape)];
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('settings', () => {
  const auth = { method: 'client_credentials', clientId: 'id', clientSecret: 'secret' };
  const faults = (settings: object) =>
    salesforceSettings
      .safeParse({ host: 'acme.my.salesforce.com', auth, ...settings })
      .error?.issues.map(({ path, message }) => [path.join('.'), message]);

  test.each([
    [{}],
    [{ host: 'https://acme--uat.sandbox.my.salesforce.com' }],
    [{ host: 'http://127.0.0.1:4010' }],
    [{ fields: { tags: 'ns__Tags__c' }, phoneFields: { contact: ['Second_Phone__c'] } }],
  ])('%j are good', (settings) => {
    expect(faults(settings)).toBeUndefined();
  });

  test.each([
    [{ host: 'login.salesforce.com' }, 'host', /My Domain/],
    [{ host: 'acme.lightning.force.com' }, 'host', /My Domain/],
    [{ host: 'http://acme.my.salesforce.com' }, 'host', /My Domain/],
    [{ host: 'acme.my.salesforce.com/path' }, 'host', /My Domain/],
    [{ auth: { method: 'password' } }, 'auth.method', /client_credentials, jwt or web/],
    [{ auth: { ...auth, clientSecret: '' } }, 'auth.clientSecret', /consumer secret/],
    [{ auth: { method: 'jwt', clientId: 'id', username: 'u', privateKey: 'x' } }, 'auth.privateKey', /PEM/],
    [{ fields: { tags: 'Tags' } }, 'fields.tags', /API name/],
    [{ fields: { tags: 'Tags__c, OwnerId FROM x__c' } }, 'fields.tags', /API name/],
    [{ keyField: 'x__c = 1' }, 'keyField', /API name/],
    [{ defaultCountry: 'Czechia' }, 'defaultCountry', /two-letter/],
  ])('%j are not', (settings, path, message) => {
    expect(faults(settings)).toEqual([[path, expect.stringMatching(message)]]);
  });
});

describe('a new person', () => {
  const person: NewPerson = {
    type: 'lead',
    name: 'Anna Marie Malá',
    company: null,
    phone: '+420602123456',
    email: null,
    ownerId: null,
  };

  test.each<[Partial<NewPerson>, object]>([
    [{}, { FirstName: 'Anna Marie', LastName: 'Malá', Company: '[not provided]' }],
    [{ company: 'Malá s.r.o.' }, { Company: 'Malá s.r.o.' }],
    [{ name: 'Malá' }, { LastName: 'Malá' }],
    [{ name: ' ' }, { LastName: '+420602123456' }],
    [
      { email: 'anna@example.com', ownerId: '0052' },
      { Email: 'anna@example.com', OwnerId: '0052' },
    ],
  ])('%j', (change, expected) => {
    expect(toPerson({ ...person, ...change }, '0051')).toMatchObject({
      Phone: '+420602123456',
      OwnerId: '0051',
      ...expected,
    });
  });

  test('is made as the org wants it', async () => {
    const { connector, fake } = await open();
    const ref = await connector.createPerson?.(person, within());
    expect(ref?.type).toBe('lead');
    expect(fake.org.get('Lead', ref?.id ?? '')?.row).toMatchObject({
      Name: 'Anna Marie Malá',
      Phone: '+420602123456',
    });
  });

  test('whom the org knows already is told by its id', async () => {
    const { connector, fake } = await open({ fake: { duplicateRule: true } });
    const first = await connector.createPerson?.(person, within());
    const error = await caught(connector.createPerson?.(person, within()) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'conflict', details: { existing: first } });
    expect(fake.org.rows('Lead')).toHaveLength(1);
  });
});

test('users come in pages, each once, without the org’s machinery', async () => {
  const { connector, fake } = await open();
  for (let n = 0; n < 2_100; n++)
    fake.org.put('User', {
      Name: `User ${String(n)}`,
      Email: null,
      IsActive: n % 2 === 0,
      UserType: 'Standard',
    });
  fake.org.put('User', { Name: 'Chatter', IsActive: true, UserType: 'CsnOnly' });
  const users = [];
  for await (const user of connector.listUsers(within(20_000))) users.push(user);
  // The API's own user, and the owner of the activities of other tests.
  expect(users).toHaveLength(2_102);
  expect(new Set(users.map(({ id }) => id)).size).toBe(2_102);
  expect(users.filter(({ active }) => active)).toHaveLength(1_052);
  expect(users.some(({ name }) => name === 'Chatter')).toBe(false);
});
