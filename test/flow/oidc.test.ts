import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invitedShape, signInMethodsShape } from '../../src/api/people.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { createWalker } from '../support/browser-without-screen.ts';
import {
  anIdentityProvider,
  clientId,
  clientSecret,
  unverified,
  type IdentityProvider,
} from '../support/identity-provider.ts';
import { adminKey, anOffice, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const { eva } = staff;
let idp: IdentityProvider;
let office: TestService;
let url: string;

/** The service with this provider, which need not be there. */
async function withProvider(issuer: string, port: number): Promise<TestService> {
  const env = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
  const people = [
    { name: eva.name, email: eva.email, role: 'agent' as const },
    { name: 'Odd', email: `${unverified}odd@example.com`, role: 'admin' as const },
  ];
  return startTestService({
    provision: anOffice({ people }),
    config: { oidc: { deadlineMs: 2_000, retryAfterMs: 1 } },
    env: { ...env, PORT: String(port), PUBLIC_URL: `http://localhost:${port}` },
  });
}

beforeAll(async () => {
  const port = await freePort('127.0.0.1');
  url = `http://localhost:${port}`;
  idp = await anIdentityProvider(`${url}/auth/oidc/callback`);
  office = await withProvider(idp.issuer, port);
});
afterAll(async () => {
  await office.stop();
  await idp.stop();
});

const methods = async (of: string) =>
  signInMethodsShape.parse(await (await fetch(`${of}/auth/methods`)).json());

/** Signs in at the provider as this address; where it ends. */
async function signInAs(email: string, next = '') {
  const walker = createWalker();
  const login = await walker.visit(`${url}/auth/oidc${next}`);
  const consent = await walker.submit(login, { login: email, password: 'any' });
  const end = await walker.submit(consent, {});
  return { walker, end: end.url.href.slice(url.length) };
}

async function admin(method: string, path: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  return (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).json();
}

const me = (cookie: string) => fetch(`${url}/auth/me`, { headers: { cookie } });

test('a provider that is down keeps nothing from starting; the sign-in page says so, and it works once it is up', async () => {
  expect((await methods(url)).oidc).toEqual({ name: new URL(idp.issuer).host, available: false });
  const answer = await fetch(`${url}/auth/oidc`, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe('/login?sso=down');
  await idp.start();
  await until('the provider is found', async () => (await methods(url)).oidc?.available === true);
});

test('a provider that takes calls and says nothing is given up on', async () => {
  const silent = createServer(() => undefined);
  const port = await freePort('127.0.0.1');
  await new Promise<void>((resolve) => void silent.listen(port, '127.0.0.1', resolve));
  const waiting = await withProvider(`http://127.0.0.1:${port}`, await freePort('127.0.0.1'));
  expect((await methods(waiting.url())).oidc?.available).toBe(false);
  await waiting.stop();
  silent.close();
});

describe('sign-in by OpenID Connect', () => {
  test('lets in who is known by a verified address, where they wanted to go, under a new session', async () => {
    const { walker, end } = await signInAs(eva.email, '?next=/agent?x=1');
    expect(end).toBe('/agent?x=1');
    const cookie = walker.cookiesOf('localhost');
    expect(await (await me(cookie)).json()).toMatchObject({ person: { email: eva.email, role: 'agent' } });
    const asked = walker.visited.find(({ pathname }) => pathname === '/auth');
    const sent = Object.fromEntries(asked?.searchParams ?? []);
    expect(sent).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid email profile',
    });
    for (const name of ['code_challenge', 'state', 'nonce'])
      expect(sent[name]?.length, name).toBeGreaterThan(20);
  });

  test('makes nobody: someone unknown, unverified or disabled stays outside and learns why', async () => {
    expect((await signInAs('stranger@example.com')).end).toBe('/login?sso=unknown');
    const { end, walker } = await signInAs(`${unverified}odd@example.com`);
    expect(end).toBe('/login?sso=unverified');
    expect((await me(walker.cookiesOf('localhost'))).status).toBe(401);
    const left = { name: 'Left', email: 'left@example.com', role: 'agent' };
    const { id } = invitedShape.parse(await admin('POST', '/api/admin/people', left));
    await admin('PUT', `/api/admin/people/${id}`, { ...left, disabled: true });
    expect((await signInAs(left.email)).end).toBe('/login?sso=disabled');
  });

  test('that is given up at the provider ends on the sign-in page', async () => {
    const walker = createWalker();
    const login = await walker.visit(`${url}/auth/oidc`);
    const abort = /href="([^"]+\/abort)"/.exec(login.html)?.[1] ?? expect.fail(login.html);
    const end = await walker.visit(new URL(abort, login.url).href);
    expect(end.url.href).toBe(`${url}/login?sso=refused`);
  });

  test('takes no answer that this browser never asked for, nor one twice', async () => {
    const { walker } = await signInAs(eva.email);
    const callback =
      walker.visited.find(({ pathname }) => pathname === '/auth/oidc/callback') ?? expect.fail();
    const elsewhere = await fetch(callback, { redirect: 'manual' });
    expect(elsewhere.headers.get('location')).toBe('/login?sso=refused');
    expect((await walker.visit(callback.href)).url.search).toBe('?sso=refused');
    const other = createWalker();
    await other.visit(`${url}/auth/oidc`);
    expect((await other.visit(callback.href)).url.search).toBe('?sso=failed');
    expect((await me(other.cookiesOf('localhost'))).status).toBe(401);
  });

  test('leads to no other site afterwards', async () => {
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example'])
      expect((await signInAs(eva.email, `?next=${encodeURIComponent(next)}`)).end).toBe('/agent');
  });

  test('leaves no code and no secret in the log', async () => {
    const { walker } = await signInAs(eva.email);
    const code = walker.visited
      .find(({ pathname }) => pathname === '/auth/oidc/callback')
      ?.searchParams.get('code');
    const log = office.log.join('');
    for (const secret of [code ?? expect.fail(), clientSecret, eva.email]) expect(log).not.toContain(secret);
  });
});
