import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { startFakeSalesforce, type FakeSalesforce } from '../fakes/salesforce/server.ts';
import { fakeApp } from '../fakes/hubspot/tokens.ts';
import { adminKey, startHttp, type Harness } from './harness.ts';

let hubspot: FakeHubspot;
let salesforce: FakeSalesforce;
let http: Harness;
let cookie: string;
beforeAll(async () => {
  hubspot = await startFakeHubspot({ limits: { searches: 1_000 } });
});
afterAll(() => hubspot.close());
beforeEach(async () => {
  salesforce = await startFakeSalesforce();
  http = await startHttp();
  cookie = await http.cookieOf('admin');
});
afterEach(async () => {
  await http.close();
  await salesforce.close();
});

const addHubspot = () =>
  http.connections.upsert({
    name: 'hub',
    crm: 'hubspot',
    settings: { portalId: hubspot.account.portalId, ...fakeApp, apiUrl: hubspot.url, appUrl: hubspot.url },
    provisioned: false,
  });
const addSalesforce = () => {
  const { clientId, clientSecret } = salesforce.oauth.app;
  const auth = { method: 'web', clientId, clientSecret };
  return http.connections.upsert({
    ...{ name: 'org', crm: 'salesforce', settings: { host: salesforce.url, auth }, provisioned: true },
  });
};

/** The admin's browser goes to the CRM and agrees; where the CRM sends it back to. */
async function agree(connection: string, by = cookie): Promise<URL> {
  const begun = await http.ask.get(`/auth/connections/${connection}`).set('Cookie', by).expect(302);
  const consent = await fetch(String(begun.headers['location']), { redirect: 'manual' });
  return new URL(consent.headers.get('location') ?? '');
}
const comeBack = (back: URL, by = cookie) =>
  http.ask
    .get(back.pathname + back.search)
    .set('Cookie', by)
    .set('Accept', 'text/html');
const stored = async (id: string): Promise<string | null> =>
  (await http.db.selectFrom('connections').select('tokens_sealed').where('id', '=', id).executeTakeFirst())
    ?.tokens_sealed ?? null;
const checked = async (id: string): Promise<unknown> =>
  (await http.ask.post(`/api/admin/connections/${id}/check`).set('Authorization', `Bearer ${adminKey}`)).body;

describe.each([
  ['HubSpot', () => addHubspot()],
  ['Salesforce', () => addSalesforce()],
])('connecting %s', (_, add) => {
  it('sends the admin there, keeps sealed tokens, ends the suspension and says so', async () => {
    const { id, name } = await add();
    await http.connections.suspend(id, 'Nobody has connected it yet');
    const back = await agree(id);
    expect(back.origin + back.pathname).toBe('http://ringside.test/auth/connections/callback');
    const page = await comeBack(back).expect(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).toContain(`${name} is connected`);
    expect(page.text).toContain(`/admin/connections/${id}`);
    expect(http.connections.get(id)).toMatchObject({ status: 'active', statusReason: null });
    expect(await stored(id)).toMatch(/^v1\./);
    expect(http.lines.join('')).not.toMatch(/refresh[!-]|access[!-]/);
    expect(await checked(id)).toMatchObject({ ok: true });
  });

  it('asks with PKCE and a state of its own each time', async () => {
    const { id } = await add();
    const ask = async (): Promise<URLSearchParams> => {
      const begun = await http.ask.get(`/auth/connections/${id}`).set('Cookie', cookie).expect(302);
      return new URL(String(begun.headers['location'])).searchParams;
    };
    const [one, other] = [await ask(), await ask()];
    expect(one.get('code_challenge_method')).toBe('S256');
    expect(one.get('code_challenge')).toHaveLength(43);
    expect(one.get('state')).not.toBe(other.get('state'));
    expect(one.get('code_challenge')).not.toBe(other.get('code_challenge'));
  });

  it('takes an answer once', async () => {
    const { id } = await add();
    const back = await agree(id);
    await comeBack(back).expect(200);
    const tokens = await stored(id);
    const again = await comeBack(back).expect(403);
    expect(again.text).toContain('answered before');
    expect(await stored(id)).toBe(tokens);
  });

  it('takes no answer with another state, and none by another session', async () => {
    const { id } = await add();
    const back = await agree(id);
    const forged = new URL(back);
    forged.searchParams.set('state', 'forged');
    expect((await comeBack(forged).expect(403)).text).toContain('Nobody asked for this');
    // Whoever guesses has one guess.
    await comeBack(back).expect(403);

    const other = await http.cookieOf('admin', 'other@example.com');
    const second = await agree(id);
    await comeBack(second, other).expect(403);
    expect(await stored(id)).toBeNull();
  });

  it('takes no answer that comes too late', async () => {
    const { id } = await add();
    const back = await agree(id);
    http.time.now += 11 * 60_000;
    expect((await comeBack(back).expect(400)).text).toContain('took too long');
    expect(await stored(id)).toBeNull();
  });

  it('with a code that the CRM refuses changes nothing, and says why', async () => {
    const { id } = await add();
    await http.connections.suspend(id, 'the key had ended');
    const back = await agree(id);
    back.searchParams.set('code', 'of-somebody-else');
    const page = await comeBack(back).expect(502);
    expect(page.text).toMatch(/refused.*start again/s);
    expect(await stored(id)).toBeNull();
    expect(http.connections.get(id)?.status).toBe('suspended');
  });

  it('that the admin declines at the CRM says so, whatever the CRM writes', async () => {
    const { id } = await add();
    const back = await agree(id);
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', '<script>alert(1)</script> declined');
    const page = await comeBack(back).expect(400);
    expect(page.text).toContain('&lt;script&gt;');
    expect(page.text).not.toContain('<script');
    expect(await stored(id)).toBeNull();
  });

  it('is for an admin’s browser only', async () => {
    const { id } = await add();
    const start = () => http.ask.get(`/auth/connections/${id}`);
    await start().expect(401);
    await start().set('Authorization', `Bearer ${adminKey}`).expect(403);
    await start()
      .set('Cookie', await http.cookieOf('agent'))
      .expect(403);
    await start().set('Cookie', cookie).set('Sec-Fetch-Site', 'cross-site').expect(403);
    await http.ask.get('/auth/connections/nobody').set('Cookie', cookie).expect(404);
  });
});

it('waits for a CRM that hangs no longer than its deadline, and tells the admin', async () => {
  const { id } = await addSalesforce();
  const back = await agree(id);
  salesforce.faults.add('hang', ['token']);
  const page = await comeBack(back).expect(502);
  expect(page.text).toMatch(/start again/);
  expect(await stored(id)).toBeNull();
});

it('is not asked of settings that sign in by themselves', async () => {
  const { id } = await http.connections.upsert({
    name: 'keyed',
    crm: 'hubspot',
    settings: { portalId: '4242', serviceKey: hubspot.serviceKey },
    provisioned: false,
  });
  const refused = await http.ask.get(`/auth/connections/${id}`).set('Cookie', cookie).expect(400);
  expect(JSON.stringify(refused.body)).toContain('nothing to agree to');
});
