import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemShape } from '../../src/api/admin.ts';
import { batchDoneShape, importShape, mappingShape } from '../../src/api/mapping.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { adminKey, startHttp, type Harness } from './harness.ts';

const key = { Authorization: `Bearer ${adminKey}` };
let hubspot: FakeHubspot;
let http: Harness;
beforeAll(async () => {
  hubspot = await startFakeHubspot();
  hubspot.account.owners.push({
    id: '9100',
    userId: 600,
    archived: false,
    email: 'zdenek.maly@example.com',
    firstName: 'Zdeněk',
    lastName: 'Malý',
  });
});
afterAll(() => hubspot.close());
beforeEach(async () => {
  http = await startHttp();
  await http.sources.create({ name: 'office', dialect: 'linuxbox', country: 'CZ', ownNumbers: [] });
  await connect('sales', hubspot.serviceKey);
});
afterEach(() => http.close());

const connect = (name: string, serviceKey: string) =>
  http.connections.upsert({
    ...{ name, crm: 'hubspot', rules: {}, provisioned: false },
    settings: {
      ...{ portalId: hubspot.account.portalId, serviceKey, defaultCountry: 'CZ' },
      ...{ apiUrl: hubspot.url, appUrl: hubspot.url },
    },
  });
const office = (): string => http.sources.byName('office')?.id ?? '';
const ring = (callId: string, phone: object) =>
  http.db
    .insertInto('legs')
    .values({
      ...{
        call_id: callId,
        leg_key: 'a',
        source_id: office(),
        user_id: null,
        extension: null,
        device_id: null,
      },
      ...{ agent_id: null, live: 0, name: null, started_at: 1000, ...phone },
    })
    .execute();
const mapping = async () =>
  mappingShape.parse((await http.ask.get('/api/admin/mapping').set(key).expect(200)).body);
const post = (path: string, body: object) => http.ask.post(`/api/admin/agents/${path}`).set(key).send(body);
const eva = { name: 'Eva', email: 'eva@example.com', pbx: [{ source: 'office', extension: '101' }], crm: [] };

describe('suggestions', () => {
  test('name an agent or a CRM user for a phone, with the reason, the busiest phone first', async () => {
    await post('batch', { put: [eva] }).expect(200);
    await ring('c1', { user_id: 'eva', extension: '109' });
    await ring('c2', { user_id: 'zdenek.maly' });
    await ring('c3', { user_id: 'zdenek.maly' });
    await ring('c4', { user_id: 'stranger' });
    const { phones } = await mapping();
    expect(
      phones.map(({ user, calls, suggestion }) => [user, calls, suggestion?.owner.email, suggestion?.reason]),
    ).toEqual([
      ['zdenek.maly', 2, 'zdenek.maly@example.com', 'user'],
      ['eva', 1, 'eva@example.com', 'user'],
      ['stranger', 1, undefined, undefined],
    ]);
    expect(phones[0]?.suggestion?.owner.crm).toEqual({ connection: 'sales', user: '9100' });
  });

  test('name a CRM user for an agent, and nobody whose user is known', async () => {
    const zdenek = { name: 'Malý Zdeněk', email: 'zm@example.com', pbx: [], crm: [] };
    await post('batch', { put: [zdenek] }).expect(200);
    expect((await mapping()).crm).toMatchObject([
      { connection: 'sales', suggestion: { user: '9100', reason: 'name' } },
    ]);
    await post('batch', { put: [{ ...zdenek, crm: [{ connection: 'sales', user: '9100' }] }] }).expect(200);
    expect((await mapping()).crm).toEqual([]);
  });

  test('are there when a CRM does not answer, which is said', async () => {
    await connect('down', 'wrong-key-of-some-length');
    await ring('c1', { user_id: 'zdenek.maly' });
    const { phones, unavailable } = await mapping();
    expect(phones[0]?.suggestion).not.toBeNull();
    expect(unavailable).toMatchObject([{ connection: 'down' }]);
  });
});

describe('many agents at once', () => {
  const jan = {
    ...eva,
    name: 'Jan',
    email: 'jan@example.com',
    pbx: [{ source: 'office', extension: '102' }],
  };
  const all = () => http.agents.list().map(({ email, identities }) => [email, identities[0]?.extension]);

  test('are put and removed, and it can be taken back', async () => {
    await post('batch', { put: [eva, jan] }).expect(200);
    const swap = {
      put: [
        { ...eva, pbx: jan.pbx },
        { ...jan, pbx: eva.pbx },
      ],
    };
    const done = batchDoneShape.parse((await post('batch', swap).expect(200)).body);
    expect(done).toMatchObject({ added: 0, changed: 2, removed: 0 });
    expect(all()).toEqual([
      ['eva@example.com', '102'],
      ['jan@example.com', '101'],
    ]);
    await post('batch', done.undo).expect(200);
    expect(all()).toEqual([
      ['eva@example.com', '101'],
      ['jan@example.com', '102'],
    ]);
    const gone = batchDoneShape.parse(
      (await post('batch', { remove: ['JAN@example.com'] }).expect(200)).body,
    );
    expect(all()).toEqual([['eva@example.com', '101']]);
    await post('batch', gone.undo).expect(200);
    expect(all()).toHaveLength(2);
    expect(http.agents.byExtension(office(), '102')).toBe(http.agents.byEmail(jan.email)?.id);
  });

  test('are refused as a whole, each fault at its place', async () => {
    await post('batch', { put: [eva] }).expect(200);
    const faulty = { put: [jan, { ...jan, email: 'x@example.com', pbx: [...jan.pbx, ...eva.pbx] }, jan] };
    const { errors } = problemShape.parse((await post('batch', faulty).expect(409)).body);
    expect(errors?.map(({ field }) => field)).toEqual(['put[2].email', 'put[1].pbx[0]', 'put[1].pbx[1]']);
    expect(all()).toEqual([['eva@example.com', '101']]);
    const unknown = await post('batch', {
      put: [{ ...jan, pbx: [{ source: 'nowhere', user: 'x' }] }],
    }).expect(400);
    expect(problemShape.parse(unknown.body).errors).toMatchObject([{ field: 'put[0].pbx[0].source' }]);
  });
});

describe('tables', () => {
  test('go out and come in; a dry run changes nothing, and an import can be taken back', async () => {
    await post('batch', { put: [eva] }).expect(200);
    const out = await http.ask.get('/api/admin/agents/export').set(key).expect(200);
    expect(out.headers['content-disposition']).toContain('agents.csv');
    const csv = `${out.text}New,new@example.com,office,,103,,,\n,broken,,,,,,\n`;
    const read = async (apply: boolean) =>
      importShape.parse((await post('import', { csv, apply }).expect(200)).body);
    const imports = () =>
      http.db
        .selectFrom('audit')
        .select('id')
        .where('action', '=', 'POST /api/admin/agents/import')
        .execute();
    const dry = await read(false);
    expect(dry.rows.map(({ line, fate }) => [line, fate])).toEqual([
      [2, 'same'],
      [3, 'add'],
      [4, 'fault'],
    ]);
    expect(dry.done).toBeNull();
    expect(await imports()).toEqual([]);
    expect(http.agents.list()).toHaveLength(1);
    const { done } = await read(true);
    expect(await imports()).toHaveLength(1);
    expect(http.agents.byExtension(office(), '103')).toBe(http.agents.byEmail('new@example.com')?.id);
    await post('batch', done?.undo ?? {}).expect(200);
    expect(http.agents.list()).toHaveLength(1);
  });

  test('may be those of a large town’s office', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `Agent ${at},a${at}@example.com,office,,${at},,,`);
    const csv = ['name,email,source,user,extension,device,connection,crm_user', ...rows].join('\n');
    const { done } = importShape.parse((await post('import', { csv, apply: true }).expect(200)).body);
    expect(done?.added).toBe(10_000);
    await post('batch', done?.undo ?? {}).expect(200);
    expect(http.agents.list()).toEqual([]);
  });
});
