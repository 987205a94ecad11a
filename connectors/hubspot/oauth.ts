import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ctx, OAuthDescription, OAuthRequest } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { errorOf, errorOfSilence } from './errors.ts';
import { tokenAnswer } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotSettings } from './settings.ts';

/** What the app must be allowed to do; README.md says why. */
const scopes = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.owners.read',
];
/** Asked for, but an account may refuse them. */
const optionalScopes = ['crm.schemas.contacts.write'];

/** What is kept in the connection's `TokenSource`, as JSON. */
const storedTokens = z.object({
  refreshToken: z.string(),
  accessToken: z.string(),
  /** Epoch ms. */
  expiresAt: z.number(),
});
export type StoredTokens = z.infer<typeof storedTokens>;

/** Null: nobody has given consent yet, or what is kept is not ours. */
export function readTokens(kept: string | null): StoredTokens | null {
  try {
    return kept === null ? null : (storedTokens.safeParse(JSON.parse(kept)).data ?? null);
  } catch {
    return null;
  }
}

/** What the core needs to let an admin connect an account. A service key needs no consent. */
export const oauth: OAuthDescription<HubspotSettings> = {
  authorizationUrl: (settings, request) =>
    settings.clientId === undefined ? null : authorizationUrl(settings, settings.clientId, request),
  async exchange(settings, { redirectUri, codeVerifier }, code, { fetch }, x) {
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    };
    return JSON.stringify(await askForTokens(settings, grant, fetch, x));
  },
};

function authorizationUrl(
  { appUrl }: HubspotSettings,
  clientId: string,
  { redirectUri, state, codeVerifier }: OAuthRequest,
): string {
  const url = new URL('/oauth/authorize', appUrl);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    optional_scope: optionalScopes.join(' '),
    state,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** @throws ConnectorError `unauthorized` when HubSpot refuses the grant, `unavailable` when it does not answer. */
export async function askForTokens(
  { apiUrl, clientId = '', clientSecret = '' }: HubspotSettings,
  grant: Record<string, string>,
  send: typeof fetch,
  { signal }: Pick<Ctx, 'signal'>,
): Promise<StoredTokens> {
  // A form in the body: the v1 endpoints took secrets in the query, where logs keep them.
  const body = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret });
  const asked = Date.now();
  const response = await send(`${apiUrl}${paths.token}`, { method: 'POST', body, signal }).catch(
    (error: unknown) => Promise.reject(errorOfSilence(error, 'read')),
  );
  const text = await response.text().catch((error: unknown) => Promise.reject(errorOfSilence(error, 'read')));
  if (!response.ok) throw refusal(response, text);
  const answer = tokenAnswer.safeParse(parsed(text));
  if (!answer.success) throw errorOfSilence(answer.error, 'read');
  const { access_token, refresh_token, expires_in } = answer.data;
  return { accessToken: access_token, refreshToken: refresh_token, expiresAt: asked + expires_in * 1_000 };
}

/** A refused grant is a 400 (BAD_REFRESH_TOKEN, BAD_AUTH_CODE …): only a person can mend it. */
function refusal({ status, headers }: Response, text: string): ConnectorError {
  const answer = { status, retryAfter: headers.get('retry-after'), text };
  const error = errorOf(answer, 'read', { now: Date.now(), timeZone: null });
  if (error.code === 'rate_limited' || error.code === 'unavailable') return error;
  return new ConnectorError('unauthorized', `HubSpot refused the app: ${error.message}`, { cause: error });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
