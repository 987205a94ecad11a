import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionDetailShape } from '../../src/api/connection.ts';
import { adminKey, startHttp, type Harness } from './harness.ts';

const admin = { Authorization: `Bearer ${adminKey}` };
const path = '/api/admin/connections';

let http: Harness;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

const change = (id: string, settings: object) => http.ask.put(`${path}/${id}`).set(admin).send({ settings });
async function create(name: string, crm: string, settings: object): Promise<string> {
  const answer = await http.ask.post(path).set(admin).send({ name, crm, settings }).expect(201);
  return connectionDetailShape.parse(answer.body).id;
}

test('a secret is not taken along to another address, unless it is entered anew', async () => {
  // Port 1: nobody is there to be asked.
  const [here, there] = ['http://127.0.0.1:1', 'https://evil.example'];
  const hub = { portalId: '1', apiUrl: here };
  const serviceKey = 'the key of the service';
  const id = await create('hub', 'hubspot', { ...hub, serviceKey });
  const refused = await change(id, { ...hub, apiUrl: there }).expect(400);
  expect(refused.body).toMatchObject({ errors: [{ field: 'settings.serviceKey' }] });
  expect(http.connections.settingsOf(id)).toEqual({ ...hub, serviceKey });
  // Left out, it means HubSpot's own address: another one, too.
  await change(id, { portalId: '1' }).expect(400);
  await change(id, { ...hub, portalId: '2' }).expect(200);
  await change(id, { portalId: '1', serviceKey }).expect(200);
  // The same address in other words.
  await change(id, { portalId: '1', apiUrl: 'https://api.hubapi.com' }).expect(200);
});

test('tokens of a consent end with the address', async () => {
  const org = { host: 'http://127.0.0.1:1', auth: { method: 'web', clientId: 'x' } };
  const id = await create('org', 'salesforce', org);
  await http.connections.keepTokens(id, 'a refresh token');
  await change(id, { ...org, status: 'Done' }).expect(200);
  expect(await http.connections.hasTokens(id)).toBe(true);
  await change(id, { ...org, host: 'evil.my.salesforce.com' }).expect(200);
  expect(await http.connections.hasTokens(id)).toBe(false);
});
