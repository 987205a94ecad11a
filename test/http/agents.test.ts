import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentShape, problemShape } from '../../src/api/admin.ts';
import { adminKey, startHttp, type Harness } from './harness.ts';

let http: Harness;
const key = { Authorization: `Bearer ${adminKey}` };

beforeAll(async () => {
  http = await startHttp();
  await http.sources.create({ name: 'office', dialect: 'linuxbox', country: 'CZ', ownNumbers: [] });
  await http.connections.upsert({
    name: 'contacts',
    crm: 'directory',
    settings: {},
    rules: {},
    provisioned: false,
  });
});
afterAll(() => http.close());
beforeEach(async () => {
  await http.agents.releaseExcept([]);
  for (const { id } of http.agents.list()) await http.agents.remove(id);
});

const eva = {
  name: 'Eva',
  email: 'eva@example.com',
  pbx: [{ source: 'office', user: 'eva', extension: '101' }],
  crm: [{ connection: 'contacts', user: 'u1' }],
};
const add = (body: object) => http.ask.post('/api/admin/agents').set(key).send(body);
const fieldsOf = (body: unknown) => problemShape.parse(body).errors?.map(({ field }) => field);
const office = (): string => http.sources.byName('office')?.id ?? '';

describe('an agent', () => {
  test('is added, listed, changed and removed', async () => {
    const added = agentShape.parse((await add({ ...eva, email: 'Eva@Example.com' }).expect(201)).body);
    expect(added).toEqual({ ...eva, id: added.id, provisioned: false });
    const list = await http.ask.get('/api/admin/agents').set(key).expect(200);
    expect(list.body).toEqual({ items: [added] });
    const change = { ...eva, pbx: [{ source: 'office', device: 'd1' }], crm: [] };
    const changed = await http.ask.put(`/api/admin/agents/${added.id}`).set(key).send(change).expect(200);
    expect(changed.body).toMatchObject(change);
    expect(http.agents.byUser(office(), 'eva')).toBeNull();
    expect(http.agents.byDevice(office(), 'd1')).toBe(added.id);
    await http.ask.delete(`/api/admin/agents/${added.id}`).set(key).expect(204);
    expect(http.agents.byDevice(office(), 'd1')).toBeNull();
    await http.ask.delete(`/api/admin/agents/${added.id}`).set(key).expect(404);
  });

  test('is found by user first, then by extension, then by device', async () => {
    await add(eva).expect(201);
    await add({
      name: 'Jan',
      email: 'jan@example.com',
      pbx: [{ source: 'office', extension: '102', device: 'd2' }],
    });
    const evaId = http.agents.byEmail('EVA@example.com')?.id;
    const janId = http.agents.byEmail('jan@example.com')?.id;
    expect(http.agents.resolve(office(), { userId: 'eva', extension: '102' })).toBe(evaId);
    expect(http.agents.resolve(office(), { userId: 'nobody', extension: '102' })).toBe(janId);
    expect(http.agents.resolve(office(), { extension: '999', deviceId: 'd2' })).toBe(janId);
    expect(http.agents.resolve(office(), { userId: '', extension: null })).toBeNull();
    expect(http.agents.resolve('elsewhere', { userId: 'eva' })).toBeNull();
  });

  test('has faults named', async () => {
    const pbx = [{ source: 'nowhere', user: 'x' }, { source: 'office' }];
    const crm = [{ connection: 'nothing', user: 'x' }];
    const answer = await add({ ...eva, pbx, crm }).expect(400);
    expect(fieldsOf(answer.body)?.sort()).toEqual(['crm[0].connection', 'pbx[0].source', 'pbx[1]']);
  });

  test('has a phone and an address of their own', async () => {
    await add(eva).expect(201);
    const phone = await add({ ...eva, email: 'other@example.com' }).expect(409);
    expect(fieldsOf(phone.body)).toEqual(['pbx[0]']);
    const address = await add({ ...eva, pbx: [] }).expect(409);
    expect(fieldsOf(address.body)).toEqual(['email']);
  });

  test('that comes from a file is read-only', async () => {
    const filed = await http.agents.provision({
      name: 'F',
      email: 'f@example.com',
      identities: [],
      crmUsers: [],
    });
    const put = await http.ask.put(`/api/admin/agents/${filed.id}`).set(key).send(eva).expect(409);
    expect(JSON.stringify(put.body)).toContain('comes from a file');
  });
});

test('phones that are nobody’s are told, until they are somebody’s', async () => {
  const leg = { ...{ source_id: office(), device_id: null, agent_id: null, live: 0 }, name: 'Desk' };
  await http.db
    .insertInto('legs')
    .values([
      { ...leg, call_id: 'c1', leg_key: 'a', user_id: 'new', extension: '110', started_at: 1000 },
      { ...leg, call_id: 'c2', leg_key: 'a', user_id: 'new', extension: '110', started_at: 2000 },
      { ...leg, call_id: 'c2', leg_key: 'b', user_id: 'new', extension: '110', started_at: 2000 },
      { ...leg, call_id: 'c3', leg_key: 'a', user_id: null, extension: '101', started_at: 3000 },
      {
        ...leg,
        call_id: 'c4',
        leg_key: 'a',
        user_id: 'x',
        extension: null,
        started_at: 1,
        source_id: 'gone',
      },
    ])
    .execute();
  const unmapped = () => http.ask.get('/api/admin/unmapped').set(key).expect(200);
  expect((await unmapped()).body).toEqual({
    items: [
      {
        ...{ source: 'office', user: 'new', extension: '110', device: null, name: 'Desk', calls: 2 },
        ...{ lastSeenAt: '1970-01-01T00:00:02.000Z', exampleCallId: 'c2' },
      },
      {
        ...{ source: 'office', user: null, extension: '101', device: null, name: 'Desk', calls: 1 },
        ...{ lastSeenAt: '1970-01-01T00:00:03.000Z', exampleCallId: 'c3' },
      },
    ],
  });
  await add(eva).expect(201);
  expect((await unmapped()).body).toMatchObject({ items: [{ user: 'new' }] });
});
