import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/platform/free-port.ts';
import {
  anIdentityProvider,
  clientId,
  clientSecret,
  type IdentityProvider,
} from '../support/identity-provider.ts';
import { anOffice, staff } from '../support/office.ts';
import { browser, openStage, type Stage } from './stage.ts';

describe.skipIf(browser === null)('single sign-on', () => {
  let stage: Stage;
  let idp: IdentityProvider;
  beforeAll(async () => {
    const port = await freePort('127.0.0.1');
    const url = `http://localhost:${port}`;
    idp = await anIdentityProvider(`${url}/auth/oidc/callback`);
    const oidc = { OIDC_ISSUER: idp.issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
    stage = await openStage({
      provision: anOffice(),
      config: { oidc: { retryAfterMs: 1 } },
      env: { ...oidc, PORT: String(port), PUBLIC_URL: url },
    });
  });
  afterAll(async () => {
    await stage.stop();
    await idp.stop();
  });

  it('says when the provider does not answer, and then leads who is known to their calls', async () => {
    const { page } = await stage.window();
    await page.goto(`${stage.url()}/agent`);
    await page.getByText(/^Single sign-on at .* does not answer right now/).waitFor();
    await idp.start();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await page.getByPlaceholder('Enter any login').fill(staff.eva.email);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Ready for calls').waitFor();
    expect(new URL(page.url()).pathname).toBe('/agent');
  });

  it('says so to who is not known here', async () => {
    const { page } = await stage.window();
    await page.goto(`${stage.url()}/auth/oidc`);
    await page.getByPlaceholder('Enter any login').fill('stranger@example.com');
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Ask an admin to invite your e-mail address.').waitFor();
  });
});
