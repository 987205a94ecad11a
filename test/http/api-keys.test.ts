import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiKeyShape, newApiKeyShape } from '../../src/api/people.ts';
import { adminKey, startHttp, type Harness } from './harness.ts';

let http: Harness;
const key = { Authorization: `Bearer ${adminKey}` };
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

const make = async (draft: object) =>
  newApiKeyShape.parse((await http.ask.post('/api/admin/api-keys').set(key).send(draft).expect(201)).body);
const use = (token: string) => http.ask.get('/api/calls').set('Authorization', `Bearer ${token}`);
const list = async () => {
  const answer = await http.ask.get('/api/admin/api-keys').set(key).expect(200);
  return z.object({ items: z.array(apiKeyShape) }).parse(answer.body).items;
};
const named = async (name: string) => (await list()).find((one) => one.name === name);

describe('an API key', () => {
  test('is shown once, may what its role may, and tells when it was used last', async () => {
    const { token, ...made } = await make({ name: 'wallboard', role: 'supervisor' });
    expect(made).toMatchObject({ expiresAt: null, usedAt: null, provisioned: false });
    expect(await named('wallboard')).toEqual(made);
    await use(token).expect(200);
    await http.ask.get('/api/admin/sources').set('Authorization', `Bearer ${token}`).expect(403);
    expect((await named('wallboard'))?.usedAt).toBe(new Date(http.time.now).toISOString());
    expect(JSON.stringify(await list())).not.toContain(token);
    await http.ask
      .post('/api/admin/api-keys')
      .set(key)
      .send({ name: 'wallboard', role: 'agent' })
      .expect(409);
  });

  test('ends when it was said to end', async () => {
    const at = (ms: number) => new Date(http.time.now + ms).toISOString();
    const past = { name: 'past', role: 'agent', expiresAt: at(-1) };
    await http.ask.post('/api/admin/api-keys').set(key).send(past).expect(400);
    const { token } = await make({ name: 'short', role: 'supervisor', expiresAt: at(60_000) });
    await use(token).expect(200);
    http.time.now += 60_000;
    await use(token).expect(401);
  });

  test('is refused from the moment it is revoked', async () => {
    const { token, id } = await make({ name: 'gone', role: 'supervisor' });
    await http.ask.delete(`/api/admin/api-keys/${id}`).set(key).expect(204);
    await use(token).expect(401);
    expect(await named('gone')).toBeUndefined();
    await http.ask.delete(`/api/admin/api-keys/${id}`).set(key).expect(404);
  });

  test('from a file is removed there', async () => {
    const filed = (await named('admin')) ?? expect.fail();
    expect(filed.provisioned).toBe(true);
    await http.ask.delete(`/api/admin/api-keys/${filed.id}`).set(key).expect(409);
  });
});
