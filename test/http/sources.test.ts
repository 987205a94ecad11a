import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemShape, sourceShape } from '../../src/api/admin.ts';
import { adminKey, agentKey, startHttp, type Harness } from './harness.ts';

let http: Harness;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

const key = { Authorization: `Bearer ${adminKey}` };
const keyIn = (url: string): string => url.split('/').at(-1) ?? '';
const draft = {
  name: 'office',
  dialect: 'linuxbox',
  country: 'CZ',
  ownNumbers: ['591 166 200', '+420591166201'],
};

let source: ReturnType<typeof sourceShape.parse>;
beforeEach(async () => {
  for (const { id } of http.sources.list()) await http.sources.remove(id);
  const answer = await http.ask.post('/api/admin/sources').set(key).send(draft).expect(201);
  source = sourceShape.parse(answer.body);
});

describe('a source', () => {
  test('comes with the address to paste, its numbers in E.164', () => {
    expect(source.webhookUrl).toMatch(/^http:\/\/ringside\.test\/pbx\/[0-9A-Za-z]{24}$/);
    expect(source.ownNumbers).toEqual(['+420591166200', '+420591166201']);
    expect(source).toMatchObject({ provisioned: false, lastEventAt: null, events: 0 });
    expect(http.sources.byKey(keyIn(source.webhookUrl))?.id).toBe(source.id);
  });

  test('is kept without its key in clear', async () => {
    const rows = JSON.stringify(await http.db.selectFrom('sources').selectAll().execute());
    expect(rows).not.toContain(keyIn(source.webhookUrl));
  });

  test('changes all but its key', async () => {
    const change = { ...draft, name: 'branch', country: 'SK', ownNumbers: [] };
    const answer = await http.ask.put(`/api/admin/sources/${source.id}`).set(key).send(change).expect(200);
    expect(answer.body).toMatchObject({ id: source.id, ...change, webhookUrl: source.webhookUrl });
  });

  test('has faults named: dialect, numbers, a name in use', async () => {
    const post = (over: object) =>
      http.ask
        .post('/api/admin/sources')
        .set(key)
        .send({ ...draft, ...over });
    const answer = await post({
      name: 'other',
      dialect: 'nopbx',
      ownNumbers: ['+420591166200', '591166201', 'abc'],
    }).expect(400);
    const errors = problemShape.parse(answer.body).errors?.map(({ field }) => field);
    expect(errors).toEqual(['dialect', 'ownNumbers[2]']);
    await post({}).expect(409);
  });

  test('that comes from a file is read-only, in words', async () => {
    const provisioned = await http.sources.provision({ ...draft, name: 'filed' });
    const put = await http.ask.put(`/api/admin/sources/${provisioned.id}`).set(key).send(draft).expect(409);
    expect(JSON.stringify(put.body)).toContain('comes from a file');
    await http.ask.delete(`/api/admin/sources/${provisioned.id}`).set(key).expect(409);
    await http.ask.post(`/api/admin/sources/${provisioned.id}/rotate-key`).set(key).expect(409);
    await http.sources.releaseExcept([]);
    await http.ask.delete(`/api/admin/sources/${provisioned.id}`).set(key).expect(204);
  });

  test('that is removed is gone at once, with its phones', async () => {
    const identities = [{ sourceId: source.id, userId: null, extension: '101', deviceId: null }];
    const agent = await http.agents.create({ name: 'E', email: 'e@example.com', identities, crmUsers: [] });
    await http.ask.delete(`/api/admin/sources/${source.id}`).set(key).expect(204);
    expect(http.sources.byKey(keyIn(source.webhookUrl))).toBeNull();
    expect(http.agents.byExtension(source.id, '101')).toBeNull();
    await http.ask.get(`/api/admin/sources/${source.id}`).set(key).expect(404);
    // Saved again, the agent must not trip over the phone that went.
    const change = { name: 'E', email: 'e@example.com', pbx: [], crm: [] };
    await http.ask.put(`/api/admin/agents/${agent.id}`).set(key).send(change).expect(200);
    await http.agents.remove(agent.id);
  });
});

describe('a rotated key', () => {
  test('leaves the old one 24 h', async () => {
    const answer = await http.ask.post(`/api/admin/sources/${source.id}/rotate-key`).set(key).expect(200);
    const rotated = sourceShape.parse(answer.body);
    expect(rotated.webhookUrl).not.toBe(source.webhookUrl);
    expect(http.sources.byKey(keyIn(source.webhookUrl))?.id).toBe(source.id);
    expect(http.sources.byKey(keyIn(rotated.webhookUrl))?.id).toBe(source.id);
    http.time.now += 24 * 3_600_000;
    expect(http.sources.byKey(keyIn(source.webhookUrl))).toBeNull();
    expect(http.sources.byKey(keyIn(rotated.webhookUrl))?.id).toBe(source.id);
  });

  test('rotated twice leaves the one before only', async () => {
    await http.sources.rotateKey(source.id);
    await http.sources.rotateKey(source.id);
    expect(http.sources.byKey(keyIn(source.webhookUrl))).toBeNull();
  });
});

test('unknown keys of any form are nobody’s', () => {
  for (const text of ['', 'x', '%', '../..', 'é', 'x'.repeat(100_000)])
    expect(http.sources.byKey(text)).toBeNull();
});

test('events are counted on, and the last one’s time told', async () => {
  const row = {
    ...{ source_id: source.id, status: 'accepted', name: 'call_end', call_id: null, identity: null },
    ...{ bytes_hash: null, agent_id: null, event_json: null, method: 'GET', raw: '?x=1', faults_json: null },
  };
  const get = () => http.ask.get(`/api/admin/sources/${source.id}`).set(key);
  await http.db
    .insertInto('journal')
    .values([
      { ...row, received_at: 1000 },
      { ...row, received_at: 2000 },
    ])
    .execute();
  expect((await get()).body).toMatchObject({ events: 2, lastEventAt: '1970-01-01T00:00:02.000Z' });
  await http.db
    .insertInto('journal')
    .values({ ...row, received_at: 3000 })
    .execute();
  expect((await get()).body).toMatchObject({ events: 3, lastEventAt: '1970-01-01T00:00:03.000Z' });
});

test('command lines to try it are for admins who are agents', async () => {
  await http.ask.get(`/api/admin/sources/${source.id}/try`).set(key).expect(409);
  const cookie = await http.cookieOf('admin', 'try@example.com');
  await http.agents.create({ name: 'T', email: 'try@example.com', identities: [], crmUsers: [] });
  const answer = await http.ask.get(`/api/admin/sources/${source.id}/try`).set('Cookie', cookie).expect(200);
  expect(answer.body).toMatchObject({ ring: `curl ${source.webhookUrl}`, answer: 'try@example.com' });
});

test('no key of a source reaches an agent’s answers or the log', async () => {
  await http.ask.get('/api/admin/sources').set('Authorization', `Bearer ${agentKey}`).expect(403);
  await http.ask.get('/api/admin/sources').set(key).expect(200);
  // Pasted without its /pbx: a path that leads nowhere.
  await http.ask.get(`/${keyIn(source.webhookUrl)}`).expect(404);
  const log = http.lines.join('');
  expect(log).toContain('/api/admin/sources');
  for (const secret of [keyIn(source.webhookUrl), adminKey, agentKey]) expect(log).not.toContain(secret);
});
