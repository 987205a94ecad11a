import { createHash, sign } from 'node:crypto';
import type { OAuthRequest } from '../../src/crm/contract.ts';

/** What the token endpoint is asked for (RFC 6749, RFC 7523, RFC 7636). */
export type Grant =
  | {
      type: 'code';
      code: string;
      redirectUri: string;
      codeVerifier: string;
      clientId: string;
      clientSecret?: string;
    }
  | { type: 'refresh'; refreshToken: string; clientId: string; clientSecret?: string }
  | { type: 'client_credentials'; clientId: string; clientSecret: string }
  | { type: 'jwt'; assertion: string };

/** The page on which an admin agrees. `refresh_token` is what lets Ringside go on when the admin has left. */
export function authorizationUrl(
  origin: string,
  clientId: string,
  { redirectUri, state, codeVerifier }: OAuthRequest,
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'api refresh_token',
    state,
    code_challenge: codeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
  return `${origin}/services/oauth2/authorize?${query.toString()}`;
}

/** RFC 7636, section 4.2: S256. */
export function codeChallenge(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

export function tokenForm(grant: Grant): URLSearchParams {
  switch (grant.type) {
    case 'code':
      return form('authorization_code', grant, {
        code: grant.code,
        redirect_uri: grant.redirectUri,
        code_verifier: grant.codeVerifier,
      });
    case 'refresh':
      return form('refresh_token', grant, { refresh_token: grant.refreshToken });
    case 'client_credentials':
      return form('client_credentials', grant, {});
    case 'jwt':
      return new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: grant.assertion,
      });
  }
}

function form(
  grantType: string,
  { clientId, clientSecret }: { clientId: string; clientSecret?: string },
  more: Record<string, string>,
): URLSearchParams {
  const query = new URLSearchParams({ grant_type: grantType, client_id: clientId, ...more });
  if (clientSecret !== undefined) query.set('client_secret', clientSecret);
  return query;
}

export interface AssertionParts {
  clientId: string;
  username: string;
  /** RSA, PEM. */
  privateKey: string;
  /** The org's own address. */
  origin: string;
}

/** Salesforce takes assertions that end within 5 minutes; clocks differ. */
const assertionSeconds = 180;

/** The signed statement of the JWT bearer flow. `now` in epoch ms. */
export function signAssertion(
  { clientId, username, privateKey, origin }: AssertionParts,
  now: number,
): string {
  const exp = Math.floor(now / 1_000) + assertionSeconds;
  const claims = { iss: clientId, sub: username, aud: audienceOf(origin), exp };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims].map(encoded).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
}

/** The authorization server is named by its common host, whatever the org's own is. */
function audienceOf(origin: string): string {
  const isTest = /\.(sandbox|scratch)\.my\.salesforce\.com$/.test(origin);
  return isTest ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
