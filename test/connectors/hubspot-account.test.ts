import { afterEach, describe, expect, test } from 'vitest';
import type { NewPerson } from '../../src/crm/contract.ts';
import { anActivity } from '../activity/builders.ts';
import { anna, caught, karel, karelsNumber, within } from '../contracts/under-test.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { startFakeHubspot, type FakeHubspot, type FakeHubspotOptions } from '../fakes/hubspot/server.ts';
import { addContact, callsWithKey, openHubspot } from './hubspot-under-test.ts';

let fake: FakeHubspot;
const open = async (options: FakeHubspotOptions = {}, settings: object = {}) => {
  fake = await startFakeHubspot(options);
  return openHubspot(fake, settings);
};
afterEach(() => fake.close());

const unowned = (overrides: object = {}) => anActivity({ ownerId: null, ...overrides });
const [properties, key] = ['ringside_tags', 'ringside_key'];

describe('check', () => {
  test('creates what is missing and reports the account', async () => {
    const connector = await open();
    const info = await connector.check(within());
    expect(info).toMatchObject({ account: 'HubSpot account 4242', idempotency: 'unique_key' });
    expect(info.quota?.limit).toBe(1_000_000);
    expect(fake.account.properties.calls.map(({ name }) => name)).toEqual(
      expect.arrayContaining([key, properties, 'ringside_recorded', 'ringside_lead_id']),
    );
    const before = fake.requests.length;
    await connector.check(within());
    expect(fake.requests.slice(before).filter(({ route }) => route === 'property.create')).toEqual([]);
  });

  test('credentials that may not create properties: the body and the call’s own id do', async () => {
    const connector = await open({ mayCreateProperties: false });
    const info = await connector.check(within());
    expect(info.idempotency).toBe('find_first');
    expect(info.notes.join(' ')).toContain('hs_call_external_id');
    await connector.logCalls([unowned({ tags: ['vip'] })], within());
    const [call] = callsWithKey(fake, 'rs-c1-1');
    expect(call?.properties['hs_call_external_id']).toBe('rs-c1-1');
    expect(call?.properties['hs_call_body']).toContain('<p>Tags: vip</p>');
  });

  test('an account whose calls take no unique property is searched', async () => {
    const info = await (await open({ mayHaveUnique: false })).check(within());
    expect(info.idempotency).toBe('find_first');
    expect(info.notes.join(' ')).toContain('does not support unique properties');
  });

  test('told not to create anything, it creates nothing', async () => {
    const connector = await open({}, { createProperties: false });
    await connector.check(within());
    expect(fake.requests.map(({ route }) => route)).not.toContain('property.create');
  });

  test('credentials of another account are told from the right ones', async () => {
    const connector = await open({}, { portalId: '777' });
    const error = await caught(connector.check(within()));
    expect(error).toMatchObject({
      code: 'rejected',
      details: { fields: { portalId: expect.stringContaining('4242') as unknown } },
    });
  });

  test('call outcomes that the account does not have are named', async () => {
    const connector = await open({}, { dispositions: { answered: 'Sold', busy: 'Busy' } });
    const { notes } = await connector.check(within());
    expect(notes).toContain('This account has no call outcome "Sold".');
    expect(notes.join(' ')).not.toContain('"Busy"');
  });

  test('what the credentials may not see is done without', async () => {
    const connector = await open();
    fake.fail({ fault: answering(403), only: ['labels', 'dispositions', 'usage'], times: 10 });
    expect((await connector.check(within())).quota).toBeNull();
    const contact = addContact(fake, karel);
    await connector.logCalls([unowned({ link: { type: 'contact', id: contact.id } })], within());
    expect(callsWithKey(fake, 'rs-c1-1')[0]?.links).toEqual([{ object: 'contacts', id: contact.id }]);
  });
});

test('links carry the account’s own type ids', async () => {
  const connector = await open({ linkTypes: { contacts: 1_194 } });
  const contact = addContact(fake, karel);
  const [result] = await connector.logCalls(
    [unowned({ link: { type: 'contact', id: contact.id } })],
    within(),
  );
  expect(result).toMatchObject({ ok: true });
});

test('owners, not users: both pages, those who left too', async () => {
  const connector = await open();
  const users = [];
  for await (const user of connector.listUsers(within())) users.push(user);
  expect(users).toEqual([
    { id: '9001', name: 'Martin Beran', email: 'martin@example.com', active: true },
    { id: '9002', name: 'Eva Dvořáková', email: 'eva@example.com', active: true },
    { id: '9003', name: 'left@example.com', email: 'left@example.com', active: false },
  ]);
});

describe('lookup', () => {
  test.each(['591 166 223', '+420591166223', '00420 591 166 223', '420591166223', '(591) 166-223'])(
    'finds %s, whichever field has it',
    async (phone) => {
      const connector = await open();
      const mobile = fake.account.add('contacts', { lastname: 'Mobile', mobilephone: phone }, 0);
      const [match] = await connector.findByPhone(karelsNumber, within());
      expect(match).toMatchObject({ id: mobile.id, matchedOn: 'Mobile phone number' });
    },
  );

  test('takes nobody whose number only ends alike', async () => {
    const connector = await open();
    addContact(fake, { ...karel, phone: '+421 591 166 223' });
    expect(await connector.findByPhone(karelsNumber, within())).toEqual([]);
  });

  test('costs one request where it finds a person, and one more for companies where it does not', async () => {
    const connector = await open();
    addContact(fake, karel);
    await connector.findByPhone(karelsNumber, within());
    expect(fake.requests.map(({ route }) => route)).toEqual(['contacts.search']);
    await connector.findByPhone({ ...karelsNumber, e164: '+420777999888', national: '777999888' }, within());
    expect(fake.requests.map(({ route }) => route).slice(1)).toEqual(['contacts.search', 'companies.search']);
  });

  test.each(['+420591166223', '+420 591 166 223', '591166223', '00420591166223'])(
    'finds a company by %s, and none whose number is another',
    async (phone) => {
      const connector = await open();
      const company = fake.account.add('companies', { name: 'Novák s.r.o.', phone }, 0);
      fake.account.add('companies', { name: 'Slovak', phone: '+421591166223' }, 0);
      const found = await connector.findByPhone(karelsNumber, within());
      expect(found).toMatchObject([{ type: 'company', id: company.id, matchedOn: 'Phone number' }]);
    },
  );

  test('without leave to see companies finds contacts all the same', async () => {
    const connector = await open();
    for (const phone of [karel.phone, karel.phone]) addContact(fake, { ...karel, phone });
    fake.fail({ fault: answering(403), only: ['companies.search'] });
    expect(await connector.findByPhone(karelsNumber, within())).toHaveLength(2);
  });

  test('a company by its id', async () => {
    const connector = await open();
    const { id } = fake.account.add('companies', { name: 'Novák s.r.o.' }, 0);
    const found = await connector.findById?.({ type: 'company', id }, within());
    expect(found).toMatchObject({ name: 'Novák s.r.o.', url: `${fake.url}/contacts/4242/record/0-2/${id}` });
  });
});

describe('people made of unknown callers', () => {
  const person: NewPerson = {
    type: 'lead',
    name: 'Anna Marie Malá',
    company: 'Malá',
    phone: '+420602123456',
    email: null,
    ownerId: '9001',
  };

  test('a lead is a contact at that stage', async () => {
    const connector = await open();
    const ref = await connector.createPerson?.(person, within());
    expect(fake.account.find('contacts', ref?.id ?? '')?.properties).toMatchObject({
      firstname: 'Anna Marie',
      lastname: 'Malá',
      lifecyclestage: 'lead',
      hubspot_owner_id: '9001',
    });
  });

  test('two quick calls make one contact, though searches lag', async () => {
    const connector = await open({ searchLagMs: 10_000 });
    const refs = await Promise.all([1, 2].map(async () => connector.createPerson?.(person, within())));
    const third = await connector.createPerson?.(person, within());
    expect(new Set([...refs, third].map((ref) => ref?.id)).size).toBe(1);
    expect(fake.account.live('contacts')).toHaveLength(1);
  });

  test('an answer that was lost makes no second contact', async () => {
    const connector = await open();
    fake.fail({ fault: { do: 'cut' }, only: ['contacts.create'] });
    expect((await caught(Promise.resolve(connector.createPerson?.(person, within())))).code).toBe(
      'unknown_outcome',
    );
    await connector.createPerson?.(person, within());
    expect(fake.account.live('contacts')).toHaveLength(1);
  });

  test('somebody with this e-mail address is that person', async () => {
    const connector = await open();
    const { id } = fake.account.add('contacts', { lastname: 'Malá', email: 'anna@example.com' }, 0);
    const ref = await connector.createPerson?.({ ...person, email: 'anna@example.com' }, within());
    expect(ref).toEqual({ type: 'contact', id });
  });
});

describe('late changes', () => {
  test('change outcome, recording and numbers, and keep what was chosen and written', async () => {
    const connector = await open();
    await connector.check(within());
    const [logged] = await connector.logCalls([unowned({ outcome: 'missed', talkMs: 0 })], within());
    if (logged?.ok !== true) throw new Error('not logged', { cause: logged?.error });
    const call = fake.account.find('calls', logged.ref.id);
    if (call === null) throw new Error('not there');
    const noAnswer = call.properties['hs_call_disposition'];
    await connector.updateCall?.(
      logged.ref,
      { outcome: 'answered', talkMs: 9_000, dialed: '+420591166299' },
      within(),
    );
    expect(call.properties).toMatchObject({
      hs_call_status: 'COMPLETED',
      hs_call_duration: '9000',
      hs_call_from_number: '+420591166223',
      hs_call_to_number: '+420591166299',
    });
    expect(call.properties['hs_call_disposition']).not.toBe(noAnswer);

    await connector.updateCall?.(logged.ref, { disposition: 'Wrong number' }, within());
    const chosen = call.properties['hs_call_disposition'];
    await connector.updateCall?.(logged.ref, { outcome: 'missed' }, within());
    expect(call.properties['hs_call_disposition']).toBe(chosen);
  });

  test('move a call from one record to another', async () => {
    const connector = await open();
    const [one, other] = [addContact(fake, karel), addContact(fake, anna)];
    const [logged] = await connector.logCalls([unowned({ link: { type: 'contact', id: one.id } })], within());
    if (logged?.ok !== true) throw new Error('not logged', { cause: logged?.error });
    await connector.updateCall?.(logged.ref, { link: { type: 'contact', id: other.id } }, within());
    expect(callsWithKey(fake, 'rs-c1-1')[0]?.links).toEqual([{ object: 'contacts', id: other.id }]);
  });
});
