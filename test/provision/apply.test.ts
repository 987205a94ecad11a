import { expect, test } from 'vitest';
import { createBook } from '../../connectors/directory/book.ts';
import { applyProvision } from '../../src/provision/apply.ts';
import type { ProvisionDocument } from '../../src/provision/document.ts';
import { startHttp, type Harness } from '../http/harness.ts';

const key = 'A'.repeat(22);
const full: ProvisionDocument = {
  sources: [{ name: 'office', dialect: 'linuxbox', country: 'CZ', ownNumbers: ['591166200'], key }],
  connections: [{ name: 'sales', crm: 'directory', settings: {}, rules: { logMissed: false } }],
  agents: [
    {
      ...{ name: 'Martin', email: 'martin@example.com', pbx: [{ source: 'office', extension: '101' }] },
      crm: [{ connection: 'sales', user: 'u1' }],
    },
  ],
  people: [
    { email: 'martin@example.com', role: 'agent', password: 'a password' },
    { email: 'admin@example.com', role: 'admin' },
  ],
  apiKeys: [{ name: 'ops', role: 'admin', key: 'rs_0123456789' }],
  directory: [
    { connection: 'contacts', name: 'Karel', company: null, phones: ['+420591166223'], country: null },
  ],
};
const nothing: ProvisionDocument = {
  sources: [],
  connections: [],
  agents: [],
  people: [],
  apiKeys: [],
  directory: [],
};

type Apply = (document: ProvisionDocument) => ReturnType<typeof applyProvision>;

async function withInstallation(work: (http: Harness, apply: Apply) => Promise<void>): Promise<void> {
  const http = await startHttp();
  const apply: Apply = (document) =>
    applyProvision(document, { ...http, upsertContacts: createBook(http.db).upsertContacts });
  await work(http, apply);
  await http.close();
}

/** Everything that is stored, without the seals' random nonces and without keys the harness adds. */
async function stored(http: Harness) {
  const { db } = http;
  return {
    sources: http.sources.list(),
    agents: http.agents.list(),
    connections: http.connections.list().map(({ connector: _, ...rest }) => rest),
    people: await db.selectFrom('people').selectAll().execute(),
    keys: http.apiKeys.list().filter(({ name }) => name === 'ops'),
    contacts: await db.selectFrom('directory_contacts').selectAll().execute(),
    phones: await db.selectFrom('directory_phones').selectAll().execute(),
  };
}

test('what a document names is there afterwards, and read-only', () =>
  withInstallation(async (http, apply) => {
    expect(await apply(full)).toEqual({
      sources: 1,
      connections: 1,
      agents: 1,
      people: 2,
      apiKeys: 1,
      directory: 1,
    });
    const source = http.sources.byKey(key);
    expect(source).toMatchObject({ name: 'office', provisioned: true });
    expect([...(source?.ownNumbers ?? [])]).toEqual(['+420591166200']);
    expect(http.agents.byExtension(source?.id ?? '', '101')).toBe(
      http.agents.byEmail('martin@example.com')?.id,
    );
    expect(await http.people.withPassword('martin@example.com', 'a password')).toMatchObject({
      name: 'Martin',
    });
    expect(await http.people.byEmail('admin@example.com')).toMatchObject({ name: 'admin', role: 'admin' });
    expect(http.apiKeys.byToken('rs_0123456789')).toMatchObject({ name: 'ops', role: 'admin' });
    // A book that is declared nowhere is made, and belongs to no file.
    expect(http.connections.byName('contacts')).toMatchObject({ crm: 'directory', provisioned: false });
    expect(http.connections.byName('sales')).toMatchObject({
      provisioned: true,
      rules: { logMissed: false },
    });
    const { contacts } = await stored(http);
    expect(contacts).toMatchObject([{ connection: 'contacts', name: 'Karel', origin: 'provision' }]);
  }));

test('applied again, it changes nothing', () =>
  withInstallation(async (http, apply) => {
    await apply(full);
    const before = await stored(http);
    http.time.now += 1000;
    await apply(full);
    expect(await stored(http)).toEqual(before);
  }));

test('changed, it changes what is there and keeps its ids', () =>
  withInstallation(async (http, apply) => {
    await apply(full);
    const before = await stored(http);
    await apply({
      ...full,
      sources: [{ name: 'office', dialect: 'contaqt', country: 'SK', ownNumbers: [], key: 'B'.repeat(22) }],
      agents: [{ name: 'Martin K.', email: 'martin@example.com', pbx: [], crm: [] }],
      people: [{ email: 'martin@example.com', role: 'admin', password: 'another password' }],
    });
    const after = await stored(http);
    expect(after.sources).toMatchObject([{ id: before.sources[0]?.id, dialect: 'contaqt', country: 'SK' }]);
    // The PBX may go on with the old key until someone changed it there as well.
    expect(http.sources.byKey(key)?.id).toBe(before.sources[0]?.id);
    expect(after.agents).toMatchObject([{ id: before.agents[0]?.id, name: 'Martin K.', identities: [] }]);
    expect(await http.people.withPassword('martin@example.com', 'another password')).toMatchObject({
      role: 'admin',
    });
  }));

test('what it no longer names stays, and people may change it again', () =>
  withInstallation(async (http, apply) => {
    await apply(full);
    await apply(nothing);
    const after = await stored(http);
    const flags = [...after.sources, ...after.agents, ...after.connections, ...after.keys].map(
      (thing) => thing.provisioned,
    );
    expect(flags).toEqual([false, false, false, false, false]);
    expect(after.people.map(({ provisioned }) => provisioned)).toEqual([0, 0]);
    const id = after.sources[0]?.id ?? '';
    await http.sources.remove(id);
  }));
