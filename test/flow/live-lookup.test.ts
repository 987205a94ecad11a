import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Pop } from '../../src/api/call.ts';
import { connectionShape } from '../../src/api/connection.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, anOffice, karel, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const deadlineMs = 1_500;

let hubspot: FakeHubspot;
let salesforce: FakeSalesforce;
let office: TestService;

beforeAll(async () => {
  hubspot = await startFakeHubspot({ limits: { searches: 1_000 } });
});
afterAll(() => hubspot.close());
beforeEach(async () => {
  salesforce = await startFakeSalesforce();
});
afterEach(async () => {
  await office.stop();
  await salesforce.close();
});

const connections = (rules: Record<string, unknown>) => {
  const { clientId, clientSecret } = salesforce.oauth.app;
  const { account, serviceKey, url } = hubspot;
  const auth = { method: 'client_credentials', clientId, clientSecret };
  return [
    {
      name: 'hub',
      crm: 'hubspot',
      settings: { portalId: account.portalId, serviceKey, apiUrl: url, appUrl: url, defaultCountry: 'CZ' },
      rules,
    },
    { name: 'org', crm: 'salesforce', settings: { host: salesforce.url, auth, defaultCountry: 'CZ' }, rules },
  ];
};

async function start(rules: Record<string, unknown> = {}): Promise<void> {
  const provision = anOffice({ connections: connections(rules), directory: [], agents: agents() });
  office = await startTestService({ provision, config: { lookup: { deadlineMs } } });
}

const fared = async () =>
  z.object({ items: z.array(connectionShape) }).parse(await office.get('/api/admin/connections')).items;

const agents = () => (anOffice().agents ?? []).map((agent) => ({ ...agent, crm: [] }));

async function ring(callId: string, customerNumber = karel.phone): Promise<void> {
  const steps = scenarios.linuxbox.simple(aCast({ callId, customerNumber }));
  for (const step of steps.slice(0, 2)) await office.tell('office', step);
}

describe('a ring whose number the index does not know', () => {
  it('shows the number at once, what the quick CRM knows next, and in the end that the other said nothing', async () => {
    await start();
    await until('the mirrors are level', async () =>
      (await fared()).every(({ mirror }) => typeof mirror?.updatedAt === 'string'),
    );
    // Made after that: only the CRM itself knows.
    hubspot.account.add('contacts', { firstname: 'Karel', lastname: 'Novák', phone: karel.phone }, 0);
    // Long enough for the phone to ring before it answers.
    hubspot.fail({ fault: { do: 'slow', ms: 400 }, only: ['contacts.search'] });
    salesforce.faults.add('hang', ['search'], 5);
    const eva = await office.stream(staff.eva.email);
    await ring('two-stage');
    const pops = (): Pop[] => eva.popsOf('two-stage');
    await until('the second CRM was given up', () => pops().at(-1)?.lookup === 'partial');

    const [first] = pops();
    expect(first).toMatchObject({ popState: 'ringing', lookup: 'pending', matches: [] });
    expect(first?.customer.e164).toBe(karel.phone);
    const stages = pops().map(({ lookup, matches }) => `${lookup} ${matches.map((one) => one.name).join()}`);
    expect([...new Set(stages)]).toEqual(['pending ', 'pending Karel Novák', 'partial Karel Novák']);
    eva.close();
  });

  it('asks each CRM once for rings of one number, and remembers what it said', async () => {
    await start();
    await ring('one', '+420777111222');
    await ring('two', '+420777111222');
    for (const id of ['one', 'two'])
      await until('it is known that nobody knows', async () => (await office.callOf(id)).lookup === 'done');
    await ring('three', '+420777111222');
    await until('it is remembered', async () => (await office.callOf('three')).lookup === 'done');
    expect(salesforce.requests.filter(({ kind }) => kind === 'search')).toHaveLength(1);
  });

  it('is asked of the CRM that the index knows nobody of, beside what it knows of the other', async () => {
    hubspot.account.add('contacts', { firstname: 'Klára', lastname: 'Malá', phone: '+420777111666' }, 0);
    hubspot.account.add('contacts', { firstname: 'Petr', lastname: 'Malý', phone: '+420777111667' }, 0);
    await start();
    await until('the mirrors are level', async () =>
      (await fared()).every(({ mirror }) => typeof mirror?.updatedAt === 'string'),
    );
    salesforce.org.put('Contact', { Name: 'Klára M.', LastName: 'M.', Phone: '+420777111666' });
    salesforce.slowMs = 400;
    salesforce.faults.add('slow', ['search']);
    const searched = (): number => hubspot.requests.filter(({ route }) => route === 'contacts.search').length;
    const before = searched();
    const eva = await office.stream(staff.eva.email);
    await ring('two-crms', '+420777111666');
    const pops = (): Pop[] => eva.popsOf('two-crms');
    await until('both are shown', () => pops().at(-1)?.lookup === 'done');
    expect(pops()[0]).toMatchObject({ lookup: 'pending', matches: [{ connection: 'hub' }] });
    expect(
      pops()
        .at(-1)
        ?.matches.map(({ connection, name }) => [connection, name]),
    ).toEqual([
      ['hub', 'Klára Malá'],
      ['org', 'Klára M.'],
    ]);
    // Known there: it costs nothing, and what the other said is remembered.
    await ring('two-crms again', '+420777111666');
    await until('it is shown again', async () => (await office.callOf('two-crms again')).lookup === 'done');
    expect((await office.callOf('two-crms again')).matches).toHaveLength(2);
    expect(searched()).toBe(before);
    expect(salesforce.requests.filter(({ kind }) => kind === 'search')).toHaveLength(1);

    // A CRM that fails takes nothing away.
    salesforce.faults.add('unavailable', ['search'], 5);
    await ring('one-crm', '+420777111667');
    await until('it is shown', () => eva.popsOf('one-crm').at(-1)?.lookup === 'partial');
    expect(
      eva
        .popsOf('one-crm')
        .at(-1)
        ?.matches.map(({ name }) => name),
    ).toEqual(['Petr Malý']);
    eva.close();
  });

  it('is looked up after a restart that came in between', async () => {
    await start();
    salesforce.faults.add('hang', ['search'], 5);
    await ring('restarted', '+420777111333');
    expect((await office.callOf('restarted')).lookup).toBe('pending');
    await office.restart();
    await until('it was asked again', async () => (await office.callOf('restarted')).lookup !== 'pending');
  });

  it('never shows our own company', async () => {
    await start({ neverMatch: { companies: ['Our own s.r.o.'] } });
    salesforce.org.put('Account', { Name: 'Our own s.r.o.', Phone: '+420777111444' });
    await ring('ours', '+420777111444');
    await until('it is looked up', async () => (await office.callOf('ours')).lookup !== 'pending');
    expect((await office.callOf('ours')).matches).toEqual([]);
  });
});

describe('a CRM that refuses its credentials', () => {
  it('is suspended with its work waiting, and goes on when an admin has mended it', async () => {
    await start();
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    const api = async (path: string, init: RequestInit = {}): Promise<unknown> =>
      (await fetch(`${office.url()}/api/admin/connections${path}`, { headers, ...init })).json();
    const org = () => api('/org') as Promise<{ status: string; statusReason: string; waiting: number }>;
    salesforce.oauth.revoke();
    const secret = salesforce.oauth.app.clientSecret;
    salesforce.oauth.app.clientSecret = 'changed-in-salesforce';

    // The lookup finds out, before anything is logged.
    await ring('lost', '+420777111555');
    await until('it is suspended', async () => (await org()).status === 'suspended');
    expect((await org()).statusReason).toContain('invalid client credentials');
    const steps = scenarios.linuxbox.simple(aCast({ callId: 'lost', customerNumber: '+420777111555' }));
    for (const step of steps.slice(2)) await office.tell('office', step);
    await until('the call waits for it', async () => (await org()).waiting > 0);
    expect(salesforce.org.rows('Task')).toEqual([]);

    salesforce.oauth.app.clientSecret = secret;
    expect(await api('/org/check', { method: 'POST' })).toMatchObject({ ok: true });
    await office.quiet();
    expect(salesforce.org.rows('Task')).toHaveLength(1);
    expect(await org()).toMatchObject({ status: 'active', statusReason: null, waiting: 0 });
  }, 30_000);
});
