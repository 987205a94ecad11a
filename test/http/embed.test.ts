import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embedPlaceOf as hubspotPlace } from '../../connectors/hubspot/embed.ts';
import { embedPlaceOf as salesforcePlace } from '../../connectors/salesforce/embed.ts';
import { frameCodeShape } from '../../src/api/embed.ts';
import { adminKey, ownPage, password, startHttp, type Harness } from './harness.ts';

const acme = salesforcePlace({ host: 'acme.my.salesforce.com' });
const framed = { ...ownPage, 'Ringside-Frame': '1', 'X-Forwarded-Proto': 'https' };

let http: Harness;
beforeAll(async () => {
  http = await startHttp({
    publicUrl: 'https://ringside.example.com',
    embedPlaces: (crm) => (crm === 'salesforce' ? [{ connection: 'sales', ...acme }] : []),
  });
});
afterAll(() => http.close());

const policyOf = (headers: Record<string, string>, directive: string): string | undefined =>
  headers['content-security-policy']?.split(';').find((part) => part.startsWith(directive));

describe('who may frame the panel', () => {
  test('the windows of the configured accounts, whose script it may load, and nobody else', async () => {
    const { headers } = await http.ask.get('/embed/salesforce');
    expect(policyOf(headers, 'frame-ancestors')).toBe(
      'frame-ancestors https://acme.lightning.force.com https://acme.my.salesforce.com',
    );
    expect(policyOf(headers, 'script-src')).toBe("script-src 'self' https://acme--c.vf.force.com");
    expect(headers).not.toHaveProperty('x-frame-options');
  });

  test.each(['/embed/hubspot', '/embed/sign-in', '/agent', '/admin', '/login'])(
    'nobody: %s',
    async (path) => {
      const { headers } = await http.ask.get(path);
      expect(policyOf(headers, 'frame-ancestors')).toBe("frame-ancestors 'none'");
      expect(policyOf(headers, 'script-src')).toBe("script-src 'self'");
      expect(headers['x-frame-options']).toBe('DENY');
    },
  );

  test('of a sandbox, a developer’s org and HubSpot', () => {
    expect(salesforcePlace({ host: 'acme--uat.sandbox.my.salesforce.com' })).toMatchObject({
      ancestors: [
        'https://acme--uat.sandbox.lightning.force.com',
        'https://acme--uat.sandbox.my.salesforce.com',
      ],
      script: 'https://acme--uat--c.sandbox.vf.force.com/support/api/65.0/lightning/opencti_min.js',
    });
    expect(hubspotPlace({ appUrl: 'https://app-eu1.hubspot.com', portalId: '4242' })).toEqual({
      ...{ ancestors: ['https://*.hubspot.com'], script: null, account: '4242' },
    });
    expect(hubspotPlace({ appUrl: 'http://127.0.0.1:4010', portalId: '1' }).ancestors).toEqual([
      'http://127.0.0.1:4010',
    ]);
  });
});

describe('signing a frame in', () => {
  /** As the window gets it that the frame opens, which is signed in with an ordinary session. */
  const code = async (email: string): Promise<string> => {
    const overTls = { ...ownPage, 'X-Forwarded-Proto': 'https' };
    await http.people.create({ name: 'Eva', email, role: 'agent', password });
    const signedIn = await http.ask.post('/auth/login').set(overTls).send({ email, password }).expect(200);
    const Cookie = signedIn.get('Set-Cookie')?.[0]?.split(';')[0] ?? '';
    const answer = await http.ask
      .post('/auth/frame-code')
      .set({ ...overTls, Cookie })
      .expect(200);
    return frameCodeShape.parse(answer.body).code;
  };

  test('gives it a partitioned cookie, which is a session for frames alone', async () => {
    const body = { code: await code('frame@example.com') };
    const answer = await http.ask.post('/auth/frame').set(framed).send(body).expect(200);
    const [cookie = ''] = answer.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(/^__Host-ringside-frame=/);
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'Partitioned', 'SameSite=None'])
      expect(cookie).toContain(attribute);
    const session = { Cookie: cookie.split(';')[0] ?? '' };
    await http.ask
      .get('/auth/me')
      .set({ ...framed, ...session })
      .expect(200);
    await http.ask
      .get('/auth/me')
      .set({ ...ownPage, ...session })
      .expect(401);
  });

  test('works once, for frames only, and not for other sites', async () => {
    const body = { code: await code('once@example.com') };
    await http.ask.post('/auth/frame').set(ownPage).send(body).expect(400);
    await http.ask
      .post('/auth/frame')
      .set({ ...framed, 'Sec-Fetch-Site': 'cross-site' })
      .send(body)
      .expect(403);
    await http.ask.post('/auth/frame').set(framed).send(body).expect(200);
    await http.ask.post('/auth/frame').set(framed).send(body).expect(401);
  });
});

test('the call center definition names this installation, for Lightning', async () => {
  const answer = await http.ask
    .get('/api/admin/embed/salesforce/call-center.xml')
    .set('Authorization', `Bearer ${adminKey}`)
    .expect(200);
  expect(answer.headers['content-disposition']).toContain('ringside-call-center.xml');
  const xml = answer.text || String(answer.body);
  expect(xml).toContain('label="CTI Adapter URL">https://ringside.example.com/embed/salesforce</item>');
  expect(xml).toMatch(/name="reqSalesforceCompatibilityMode"[^>]*>Lightning</);
  expect(xml).toMatch(/name="reqUseApi"[^>]*>true</);
});
