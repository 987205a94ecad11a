import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHubspot } from '../../connectors/hubspot/connector.ts';
import { caught, karelsNumber, within } from '../contracts/under-test.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { fakeApp } from '../fakes/hubspot/tokens.ts';
import { openHubspot, settingsFor, tokensInMemory } from './hubspot-under-test.ts';

let fake: FakeHubspot;
beforeEach(async () => {
  fake = await startFakeHubspot();
});
afterEach(() => fake.close());

const { oauth } = createHubspot();
const app = { serviceKey: undefined, ...fakeApp };
const request = {
  redirectUri: 'https://ringside.example.com/oauth/callback',
  state: 'state-1',
  codeVerifier: 'a-verifier-of-at-least-forty-three-characters-',
};

/** What a browser does: consent, and back with the code. */
async function consent(): Promise<string> {
  const url = oauth.authorizationUrl(settingsFor(fake, app), request) ?? '';
  const response = await fetch(url, { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '');
  expect(back.searchParams.get('state')).toBe(request.state);
  return back.searchParams.get('code') ?? '';
}
const exchange = (code: string, overrides: object = {}) =>
  oauth.exchange(settingsFor(fake, app), { ...request, ...overrides }, code, { fetch }, within());

describe('connecting by OAuth', () => {
  test('a service key needs no consent', () => {
    expect(oauth.authorizationUrl(settingsFor(fake), request)).toBeNull();
  });

  test('consent, code, tokens, and then the API answers', async () => {
    const tokens = tokensInMemory(await exchange(await consent()));
    const connector = openHubspot(fake, app, { tokens });
    expect(await connector.findByPhone(karelsNumber, within())).toEqual([]);
    expect(await tokens.get()).not.toContain(fakeApp.clientSecret);
  });

  test('a code is good once, and only with its verifier', async () => {
    const code = await consent();
    await exchange(code);
    expect((await caught(exchange(code))).code).toBe('unauthorized');
    expect((await caught(exchange(await consent(), { codeVerifier: 'another' }))).code).toBe('unauthorized');
  });

  test('before anybody connected it, the connection is unauthorized', async () => {
    const connector = openHubspot(fake, app);
    expect((await caught(connector.findByPhone(karelsNumber, within()))).code).toBe('unauthorized');
  });
});

describe('a token that ended', () => {
  test('is renewed once, however many requests find out', async () => {
    const tokens = tokensInMemory(await exchange(await consent()));
    const connector = openHubspot(fake, app, { tokens });
    fake.tokens.expireAll();
    await Promise.all([1, 2, 3, 4].map(() => connector.findByPhone(karelsNumber, within())));
    expect(fake.tokens.refreshes).toBe(1);
  });

  test('is renewed before it ends', async () => {
    const kept = JSON.parse(await exchange(await consent())) as object;
    const tokens = tokensInMemory(JSON.stringify({ ...kept, expiresAt: Date.now() + 30_000 }));
    await openHubspot(fake, app, { tokens }).findByPhone(karelsNumber, within());
    expect(fake.tokens.refreshes).toBe(1);
    expect(await tokens.get()).not.toBe(JSON.stringify(kept));
  });

  test('that another process renewed is taken over', async () => {
    const tokens = tokensInMemory(await exchange(await consent()));
    const [one, other] = [openHubspot(fake, app, { tokens }), openHubspot(fake, app, { tokens })];
    fake.tokens.expireAll();
    await Promise.all([one, other].map((connector) => connector.findByPhone(karelsNumber, within())));
    expect(fake.tokens.refreshes).toBe(1);
  });

  test('of an app that was uninstalled is unauthorized', async () => {
    const tokens = tokensInMemory(await exchange(await consent()));
    fake.tokens.revokeAll();
    const connector = openHubspot(fake, app, { tokens });
    expect((await caught(connector.findByPhone(karelsNumber, within()))).code).toBe('unauthorized');
  });

  test('401 for ever ends after one renewal: no loop', async () => {
    const tokens = tokensInMemory(await exchange(await consent()));
    const connector = openHubspot(fake, app, { tokens });
    fake.fail({ fault: answering(401), times: 1_000 });
    expect((await caught(connector.findByPhone(karelsNumber, within()))).code).toBe('unauthorized');
    expect(fake.requests).toHaveLength(2);
    expect(fake.tokens.refreshes).toBe(1);
  });
});

test('a service key that was revoked is unauthorized at once', async () => {
  const connector = openHubspot(fake, { serviceKey: 'another-service-key' });
  expect((await caught(connector.findByPhone(karelsNumber, within()))).code).toBe('unauthorized');
});

describe('settings', () => {
  const { settings } = createHubspot();
  const faultsOf = (given: object) =>
    settings.safeParse(given).error?.issues.map(({ path }) => path.join('.'));

  test('name every fault', () => {
    expect(faultsOf({ portalId: 'abc' })).toEqual(['portalId', 'serviceKey']);
    expect(faultsOf({ portalId: '1' })).toEqual(['serviceKey']);
    expect(faultsOf({ portalId: '1', serviceKey: 'a-service-key', clientId: 'x' })).toEqual(['serviceKey']);
    expect(faultsOf({ portalId: '1', clientId: 'x' })).toEqual(['clientSecret']);
    expect(faultsOf({ portalId: '1', serviceKey: 'a-service-key', uniqueKeyProperty: 'Not A Name' })).toEqual(
      ['uniqueKeyProperty'],
    );
  });

  test('fill in what HubSpot has', () => {
    expect(settings.parse({ portalId: '1', serviceKey: 'a-service-key' })).toMatchObject({
      apiUrl: 'https://api.hubapi.com',
      appUrl: 'https://app.hubspot.com',
      properties: { tags: 'ringside_tags' },
    });
  });
});
