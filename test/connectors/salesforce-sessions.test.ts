import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createSalesforce } from '../../connectors/salesforce/connector.ts';
import { codeChallenge } from '../../connectors/salesforce/oauth.ts';
import { salesforceSettings } from '../../connectors/salesforce/settings.ts';
import type { TokenSource } from '../../src/crm/contract.ts';
import { anActivity } from '../activity/builders.ts';
import { caught, karelsNumber, within } from '../contracts/under-test.ts';
import { openSalesforce, type OpenOptions, type SalesforceUnderTest } from './salesforce-under-test.ts';

let under: SalesforceUnderTest;
const open = async (options: OpenOptions = {}) => (under = await openSalesforce(options));
afterEach(() => under.close());

const lookUp = () => under.connector.findByPhone(karelsNumber, within());
const kinds = () => under.fake.requests.map(({ kind }) => kind);
const app = { clientId: 'ringside-app', clientSecret: 'app-secret' };

/** Where the core keeps them. */
function memory(): TokenSource & { kept: string | null } {
  const source = {
    kept: null as string | null,
    get: () => Promise.resolve(source.kept),
    set(value: string) {
      source.kept = value;
      return Promise.resolve();
    },
  };
  return source;
}

const keyPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

describe('a session that ran out', () => {
  test('is renewed once, and the request sent again', async () => {
    const { fake } = await open();
    await lookUp();
    fake.oauth.expire();
    fake.requests.length = 0;
    await lookUp();
    expect(kinds()).toEqual(['search', 'token', 'search']);
  });

  test('is renewed once for all who find it so at the same time', async () => {
    const { fake } = await open();
    await lookUp();
    fake.oauth.expire();
    fake.requests.length = 0;
    await Promise.all(Array.from({ length: 10 }, lookUp));
    expect(kinds().filter((kind) => kind === 'token')).toHaveLength(1);
    expect(fake.requests).toHaveLength(21);
  });

  test('and is refused although it was renewed ends in two requests, not in a loop', async () => {
    const { fake } = await open();
    await lookUp();
    fake.faults.add('unauthorized', ['search'], 1_000);
    fake.requests.length = 0;
    expect((await caught(lookUp())).code).toBe('unauthorized');
    expect(kinds()).toEqual(['search', 'token', 'search']);
  });

  test('does not make a refused write into two Tasks', async () => {
    const { fake, connector } = await open();
    await connector.findActivity('rs-c1-1', within());
    fake.oauth.expire();
    expect(await connector.logCalls([anActivity()], within())).toMatchObject([{ ok: true }]);
    expect(under.tasks('rs-c1-1')).toHaveLength(1);
  });
});

describe('signing in', () => {
  test('is asked once by many who begin at the same time', async () => {
    await open();
    await Promise.all([lookUp(), lookUp(), lookUp()]);
    expect(kinds().filter((kind) => kind === 'token')).toHaveLength(1);
  });

  test('that hangs holds nobody longer than they can wait', async () => {
    const { connector, fake } = await open();
    fake.faults.add('hang', ['token']);
    const began = Date.now();
    expect((await caught(connector.findByPhone(karelsNumber, within(200)))).code).toBe('unavailable');
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test.each([
    ['unavailable', 'unavailable'],
    ['too_many', 'rate_limited'],
    ['nonsense', 'unavailable'],
    ['gateway', 'unavailable'],
    ['cut_before_write', 'unavailable'],
  ] as const)('that ends in %s is %s', async (effect, code) => {
    const { fake } = await open();
    fake.faults.add(effect, ['token']);
    expect((await caught(lookUp())).code).toBe(code);
    expect(await lookUp()).toEqual([]);
  });

  test('with a wrong secret tells so in Salesforce’s words', async () => {
    await open({ settings: { auth: { method: 'client_credentials', ...app, clientSecret: 'wrong' } } });
    const error = await caught(lookUp());
    expect(error).toMatchObject({ code: 'unauthorized' });
    expect(error.message).toContain('invalid client credentials');
    expect(error.message).not.toContain('wrong');
  });

  test('with a key of one’s own (JWT bearer)', async () => {
    const { publicKey, privateKey } = keyPair();
    const auth = { method: 'jwt', clientId: app.clientId, username: 'ringside@example.com', privateKey };
    await open({ fake: { app: { publicKey } }, settings: { auth } });
    expect(await lookUp()).toEqual([]);
    const { privateKey: other } = keyPair();
    const error = await caught(
      under.reopen({ auth: { ...auth, privateKey: other } }).findByPhone(karelsNumber, within()),
    );
    expect(error.code).toBe('unauthorized');
  });
});

describe('a person’s consent', () => {
  const verifier = 'v'.repeat(64);
  const request = {
    redirectUri: 'https://ringside.example.com/oauth/callback',
    state: 's-1',
    codeVerifier: verifier,
  };
  const module = createSalesforce();
  const settingsOf = (auth: object = { method: 'web', ...app }) =>
    salesforceSettings.parse({ host: under.fake.url, auth });

  async function consent(): Promise<URL> {
    const url = module.oauth?.authorizationUrl(settingsOf(), request) ?? '';
    const { headers } = await fetch(url, { redirect: 'manual' });
    return new URL(headers.get('location') ?? '');
  }
  const exchange = (code: string, codeVerifier = verifier) =>
    module.oauth?.exchange(settingsOf(), { ...request, codeVerifier }, code, { fetch }, within()) ??
    Promise.reject(new Error('no OAuth'));

  test('is asked for with PKCE and comes back as tokens to keep', async () => {
    const tokens = memory();
    await open({
      tokens,
      settings: { auth: { method: 'web', ...app } },
      fake: { app: { rotatesRefreshTokens: true } },
    });
    expect((await caught(lookUp())).message).toBe('Nobody has connected Salesforce yet');

    const back = await consent();
    expect(back.searchParams.get('state')).toBe('s-1');
    await tokens.set(await exchange(back.searchParams.get('code') ?? ''));
    const first = tokens.kept;
    expect(await lookUp()).toEqual([]);
    // The org gives a new refresh token with each use.
    expect(tokens.kept).not.toBe(first);
    under.fake.oauth.expire();
    expect(await lookUp()).toEqual([]);

    under.fake.oauth.revoke();
    expect((await caught(lookUp())).code).toBe('unauthorized');
  });

  test('is no use to whoever does not have the verifier', async () => {
    await open();
    const code = (await consent()).searchParams.get('code') ?? '';
    expect((await caught(exchange(code, 'w'.repeat(64)))).code).toBe('unauthorized');
  });

  test('is asked for at the org’s own address', async () => {
    await open();
    const url = new URL(module.oauth?.authorizationUrl(settingsOf(), request) ?? '');
    expect(url.origin).toBe(under.fake.url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'api refresh_token',
      code_challenge: codeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    expect(
      module.oauth?.authorizationUrl(settingsOf({ method: 'client_credentials', ...app }), request),
    ).toBeNull();
    // RFC 7636, appendix B.
    expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });
});
