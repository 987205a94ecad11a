import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectorShape } from '../../src/api/connection.ts';
import { admin, connectionStage, detail, path } from './connection-stage.ts';

const { salesforce, http, hubSettings, orgSettings, create, get, check, isMirrored } = connectionStage();

describe('the connectors', () => {
  test('are listed with a form each, secrets marked', async () => {
    const listed = await http().ask.get('/api/admin/connectors').set(admin).expect(200);
    const { items } = z.object({ items: z.array(connectorShape) }).parse(listed.body);
    expect(items.map(({ crm }) => crm)).toEqual(['directory', 'hubspot', 'salesforce']);
    expect(items[0]?.callbackUrl).toBeNull();
    expect(items[1]?.callbackUrl).toBe('http://ringside.test/auth/connections/callback');
    expect(items[1]?.settings).toMatchObject({
      required: ['portalId'],
      properties: {
        portalId: { title: 'Hub ID', type: 'string' },
        serviceKey: { title: 'Service key', writeOnly: true },
      },
    });
    const { oneOf } = z
      .object({ properties: z.object({ auth: z.object({ oneOf: z.array(z.unknown()) }) }) })
      .parse(items[2]?.settings).properties.auth;
    expect(oneOf[0]).toMatchObject({
      title: 'Client credentials',
      properties: { method: { const: 'client_credentials' }, clientSecret: { writeOnly: true } },
    });
  });
});

describe('a connection', () => {
  test('that is added shows everything but its secrets, in no answer and no log line', async () => {
    const added = await create('hub', 'hubspot', hubSettings());
    const { serviceKey, ...shown } = hubSettings();
    expect(added).toMatchObject({
      name: 'hub',
      crm: 'hubspot',
      title: 'HubSpot',
      status: 'active',
      provisioned: false,
      settings: shown,
      secrets: ['serviceKey'],
      oauth: null,
      check: null,
      waiting: 0,
      dead: 0,
    });
    const answers = [
      await http().ask.get(path).set(admin),
      await http().ask.get(`${path}/${added.id}`).set(admin),
      await http().ask.get(`${path}/hub`).set(admin),
      await http().ask.put(`${path}/hub`).set(admin).send({ settings: shown }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(JSON.stringify(answers.map(({ body }): unknown => body))).not.toContain(serviceKey);
    expect(http().lines.join('')).not.toContain(serviceKey);
  });

  test('fetches its contacts, and tells how far it is', async () => {
    const { id } = await create('hub', 'hubspot', hubSettings());
    await isMirrored(id);
    const { mirror, lastSuccessAt } = await get(id);
    expect(mirror).toMatchObject({ progress: null, error: null });
    expect(lastSuccessAt).toBe(mirror?.updatedAt);
  });

  test('with faults is refused with each; so is a name in use', async () => {
    const draft = { name: 'no good!', crm: 'hubspot', settings: { portalId: 'x', more: 1 } };
    const unnamed = await http().ask.post(path).set(admin).send(draft).expect(400);
    expect(JSON.stringify(unnamed.body)).toContain('name');
    const faults = await http()
      .ask.post(path)
      .set(admin)
      .send({ ...draft, name: 'hub' })
      .expect(400);
    expect(JSON.stringify(faults.body)).toMatch(/settings.portalId.*/);
    await create('hub', 'hubspot', hubSettings());
    const again = { name: 'hub', crm: 'hubspot', settings: hubSettings() };
    await http().ask.post(path).set(admin).send(again).expect(409);
    await http()
      .ask.post(path)
      .set(admin)
      .send({ ...again, crm: 'sugar', name: 'x' })
      .expect(400);
  });

  test('keeps a secret that a change leaves out, takes a new one, and gives one up for null', async () => {
    const { id } = await create('org', 'salesforce', orgSettings());
    const change = (settings: object) => http().ask.put(`${path}/${id}`).set(admin).send({ settings });
    const { clientSecret: _, ...withoutSecret } = orgSettings().auth;
    const kept = detail(
      await change({ host: salesforce().url, auth: withoutSecret, status: 'Done' }).expect(200),
    );
    expect(kept).toMatchObject({ secrets: ['auth.clientSecret'], settings: { status: 'Done' } });
    expect((await check(id)).ok).toBe(true);

    await change(orgSettings({ clientSecret: 'another' })).expect(200);
    expect(await check(id)).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    // Another way of signing in has other secrets: that of the old one does not get in the way.
    const jwt = { method: 'jwt', clientId: 'x', username: 'y' };
    const faults = await change({ host: salesforce().url, auth: jwt }).expect(400);
    expect(JSON.stringify(faults.body)).toContain('auth.privateKey');
    const web = { method: 'web', clientId: 'x', clientSecret: null };
    expect(detail(await change({ host: salesforce().url, auth: web }).expect(200)).secrets).toEqual([]);
  });

  test('that comes from a file is read-only', async () => {
    const { id } = await http().connections.upsert({
      ...{ name: 'filed', crm: 'hubspot', settings: hubSettings(), provisioned: true },
    });
    await http().ask.put(`${path}/${id}`).set(admin).send({ settings: hubSettings() }).expect(409);
    await http().ask.delete(`${path}/${id}`).set(admin).expect(409);
    expect(await get('filed')).toMatchObject({ provisioned: true });
  });

  test('that is not there is 404, whatever is asked of it', async () => {
    for (const place of ['', '/removal', '/users'])
      await http().ask.get(`${path}/x${place}`).set(admin).expect(404);
    for (const place of ['check', 'resume', 'mirror/restart'])
      await http().ask.post(`${path}/x/${place}`).set(admin).expect(404);
    await http().ask.delete(`${path}/x`).set(admin).expect(404);
  });
});
