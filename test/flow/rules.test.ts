import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiActivity } from '../../src/api/call.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, anOffice, ownNumber, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** An office that logs every call into its own book, into Salesforce and into HubSpot, each by rules of its own. */
let office: TestService;
let salesforce: FakeSalesforce;
let hubspot: FakeHubspot;

const rules = {
  contacts: {
    logMissed: false,
    subject: '{{direction}}: {{customer}}',
    body: 'Queue {{queue|none}}\n{{note}}',
  },
  sales: { unknownCaller: 'create_lead' },
  hub: { severalMatches: 'ask', leadIds: 'ignore' },
};

beforeAll(async () => {
  salesforce = await startFakeSalesforce({ searchLagMs: 60_000 });
  hubspot = await startFakeHubspot({ searchLagMs: 0 });
  const { clientId, clientSecret } = salesforce.oauth.app;
  const auth = { method: 'client_credentials', clientId, clientSecret };
  const { url, serviceKey, account } = hubspot;
  const connections = [
    { name: 'contacts', crm: 'directory', rules: rules.contacts },
    {
      name: 'sales',
      crm: 'salesforce',
      settings: { host: salesforce.url, auth, defaultCountry: 'CZ' },
      rules: rules.sales,
    },
    {
      name: 'hub',
      crm: 'hubspot',
      settings: { portalId: account.portalId, serviceKey, defaultCountry: 'CZ', apiUrl: url, appUrl: url },
      rules: rules.hub,
    },
  ];
  const agents = anOffice().agents?.map((agent) => ({ ...agent, crm: [] })) ?? [];
  office = await startTestService({ provision: anOffice({ connections, agents }) });
}, 30_000);
afterAll(async () => {
  await office.stop();
  await salesforce.close();
  await hubspot.close();
});

async function request(method: string, path: string, body: object, agent = ''): Promise<Response> {
  return fetch(`${office.service.url}${path}${agent && `?agent=${encodeURIComponent(agent)}`}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

let number = 600_000_000;
const aNumber = (): string => `+420${String((number += 1))}`;

async function evaTalksWith(
  customerNumber: string,
  change: Parameters<typeof aCast>[0] = {},
): Promise<string> {
  const cast = aCast({ customerNumber, ...change });
  await office.play('office', scenarios.linuxbox.simple(cast));
  return cast.callId;
}

const activity = async (callId: string, connection: string): Promise<ApiActivity | undefined> =>
  (await office.callOf(callId)).activities.find((one) => one.connection === connection);

/** The activity once it is in the CRM. */
const logged = (callId: string, connection: string): Promise<ApiActivity> =>
  until(`${callId} is in ${connection}`, async () => {
    const found = await activity(callId, connection);
    return found?.status === 'logged' ? found : null;
  });

const tasksOf = (recordId: string | null) => salesforce.org.rows('Task').filter(({ Id }) => Id === recordId);
const leadsOf = (phone: string) => salesforce.org.rows('Lead').filter(({ Phone }) => Phone === phone);
const callIn = (recordId: string | null) => hubspot.account.find('calls', recordId ?? '');

describe('one call into several CRMs', () => {
  it('each has its own activity, and one that fails keeps no other from it', async () => {
    hubspot.fail({ fault: answering(403), only: ['calls.batch.create', 'calls.batch.upsert'], times: 1 });
    const callId = await evaTalksWith(aNumber());
    await logged(callId, 'contacts');
    const inSales = await logged(callId, 'sales');
    expect(tasksOf(inSales.recordId)).toHaveLength(1);
    const dead = await until('the other CRM has refused it', async () => {
      const found = await activity(callId, 'hub');
      return found?.status === 'dead' ? found : null;
    });
    expect(dead.reason).toContain('scopes');
    await request('POST', `/api/admin/activities/${dead.id}/retry`, {});
    await logged(callId, 'hub');
    expect((await office.ledger()).balanced).toBe(true);
  });
});

describe('an unknown caller', () => {
  it('becomes a lead once, however quickly they call again and whatever the search knows', async () => {
    const phone = aNumber();
    const calls = [await evaTalksWith(phone), await evaTalksWith(phone)];
    const activities = await Promise.all(calls.map((callId) => logged(callId, 'sales')));
    const [lead, ...more] = leadsOf(phone);
    expect(more).toEqual([]);
    for (const { recordId } of activities) expect(tasksOf(recordId)).toMatchObject([{ WhoId: lead?.['Id'] }]);
    // The screens know them, and so does the next ring, without asking.
    const next = await evaTalksWith(phone);
    const inSales = await logged(next, 'sales');
    expect((await office.callOf(next)).matches).toMatchObject([{ connection: 'sales', type: 'lead' }]);
    expect(tasksOf(inSales.recordId)).toMatchObject([{ WhoId: lead?.['Id'] }]);
    expect(leadsOf(phone)).toHaveLength(1);
    // The CRMs without such a rule have it without a link.
    expect(await office.callOf(next)).toMatchObject({ lookup: 'done' });
    expect(callIn((await logged(next, 'hub')).recordId)?.links).toEqual([]);
  });

  it('who withholds the number, or calls from our own, becomes nobody', async () => {
    const before = salesforce.org.rows('Lead').length;
    for (const customerNumber of ['anonymous', ownNumber])
      await logged(await evaTalksWith(customerNumber), 'sales');
    expect(salesforce.org.rows('Lead')).toHaveLength(before);
  });

  it('whom the CRM refuses to take waits for a person to mend it', async () => {
    const phone = aNumber();
    salesforce.faults.add('forbidden', ['write'], 1);
    const callId = await evaTalksWith(phone);
    const dead = await until('it is refused', async () => {
      const found = await activity(callId, 'sales');
      return found?.status === 'dead' ? found : null;
    });
    expect(dead.reason).toMatch(/^No lead can be made of the caller: /);
    await request('POST', `/api/admin/activities/${dead.id}/retry`, {});
    const { recordId } = await logged(callId, 'sales');
    expect(tasksOf(recordId)).toMatchObject([{ WhoId: leadsOf(phone)[0]?.['Id'] }]);
  });
});

describe('several matches', () => {
  it('are asked about: the call waits for the agent’s choice, and is under the one they chose', async () => {
    const phone = aNumber();
    const [first, second] = ['Anna', 'Bára'].map((firstname) =>
      hubspot.account.add('contacts', { firstname, lastname: 'Malá', phone }, 0),
    );
    const cast = aCast({ customerNumber: phone });
    const { callId } = cast;
    const [start, ...rest] = scenarios.linuxbox.simple(cast);
    await office.play('office', start === undefined ? [] : [start]);
    // Searches are counted by the second: the answer may take longer than calls take here.
    const { id } = await until('both are known', async () => {
      const call = await office.callOf(callId);
      return call.matches.length === 2 ? call : null;
    });
    await office.play('office', rest);
    const reason = 'Waits for an agent to choose whom the call belongs to';
    await until('it waits for the choice', async () => {
      const planned = await activity(callId, 'hub');
      return planned?.status === 'waiting' && planned.reason === reason;
    });
    const choice = { connection: 'hub', type: 'contact', id: first?.id };
    const chosen = await request('PUT', `/api/agent/calls/${id}/match`, choice, staff.eva.email);
    expect(chosen.status).toBe(200);
    const { recordId } = await logged(callId, 'hub');
    expect(callIn(recordId)?.links).toEqual([{ object: 'contacts', id: first?.id }]);

    // Another choice after it was logged moves it.
    await request('PUT', `/api/agent/calls/${id}/match`, { ...choice, id: second?.id }, staff.eva.email);
    await until('it is under the other one', () => callIn(recordId)?.links.at(-1)?.id === second?.id);
    await until('and under that one alone', () => callIn(recordId)?.links.length === 1);
  });
});

describe('the PBX’s lead', () => {
  it('is the record a call belongs to, by an id of 15 characters, before whoever has the number', async () => {
    const phone = aNumber();
    const lead = salesforce.org.put('Lead', {
      Name: 'Nora Nová',
      LastName: 'Nová',
      Company: 'N',
      IsConverted: false,
    });
    const cast = aCast({ customerNumber: phone, lead: { id: lead.slice(0, 15), name: 'Nora' } });
    await office.play('hub', scenarios.contaqt.dialerWithLead(cast));
    const { recordId } = await logged(cast.callId, 'sales');
    expect(tasksOf(recordId)).toMatchObject([{ WhoId: lead }]);
    expect((await office.callOf(cast.callId)).matches[0]).toMatchObject({
      type: 'lead',
      id: lead,
      name: 'Nora Nová',
    });
    expect(leadsOf(phone)).toEqual([]);
  });

  it('is nobody of a CRM whose ids they are not, though a record there has the same', async () => {
    const phone = aNumber();
    const somebody = hubspot.account.add('contacts', { firstname: 'Somebody', lastname: 'Else' }, 0);
    const cast = aCast({ customerNumber: phone, lead: { id: somebody.id, name: 'Nora' } });
    await office.play('hub', scenarios.contaqt.dialerWithLead(cast));
    const { recordId } = await logged(cast.callId, 'hub');
    expect(callIn(recordId)?.links).toEqual([]);
    expect((await office.callOf(cast.callId)).matches.map(({ id }) => id)).not.toContain(somebody.id);
  });

  it('that is not there leaves the call to whoever has the number', async () => {
    const phone = aNumber();
    const cast = aCast({ customerNumber: phone, lead: { id: '00Q000000000ZZZ', name: 'Nobody' } });
    await office.play('hub', scenarios.contaqt.dialerWithLead(cast));
    const { recordId } = await logged(cast.callId, 'sales');
    expect(tasksOf(recordId)).toMatchObject([{ WhoId: leadsOf(phone)[0]?.['Id'] }]);
  });
});

it('templates make the subject and the text of what is logged', async () => {
  const callId = await evaTalksWith(aNumber());
  await logged(callId, 'contacts');
  const [written] = await office.inBook(callId);
  expect(written?.subject).toMatch(/^Inbound: \+420 60/);
  expect(written?.body).toBe('Queue none');
});
