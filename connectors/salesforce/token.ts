import { z } from 'zod';
import type { ConnectorDeps } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { tokenForm, type Grant } from './oauth.ts';

export interface Token {
  accessToken: string;
  /** Where the org's API is, without a slash at the end. */
  instanceUrl: string;
  /** The user that Ringside acts as. */
  userId: string;
  /** Only of flows with consent, and then only when it is new. */
  refreshToken: string | null;
}

/** Salesforce Help, "OAuth 2.0 web server flow", the answer of the token endpoint. `id` ends in org and user. */
const granted = z.object({
  access_token: z.string().min(1),
  instance_url: z.url(),
  id: z.string().regex(/\/[0-9A-Za-z]+$/),
  refresh_token: z.string().optional(),
});
const refused = z.object({ error: z.string(), error_description: z.string().catch('') });

/** Longest time for one question to the token endpoint. */
const loginMs = 15_000;

/**
 * Asks the token endpoint, once.
 *
 * @throws ConnectorError `unauthorized` with Salesforce's words when it refuses; `rate_limited` for too many logins;
 * `unavailable` otherwise
 */
export async function requestToken(
  origin: string,
  grant: Grant,
  { fetch: send }: Pick<ConnectorDeps, 'fetch'>,
  signal?: AbortSignal,
): Promise<Token> {
  const { status, body } = await post(`${origin}/services/oauth2/token`, tokenForm(grant), send, signal);
  const token = granted.safeParse(body).data;
  if (status === 200 && token !== undefined) {
    return {
      accessToken: token.access_token,
      instanceUrl: new URL(token.instance_url).origin,
      userId: token.id.slice(token.id.lastIndexOf('/') + 1),
      refreshToken: token.refresh_token ?? null,
    };
  }
  throw refusal(status, refused.safeParse(body).data);
}

async function post(
  url: string,
  form: URLSearchParams,
  send: typeof fetch,
  signal: AbortSignal | undefined,
): Promise<{ status: number; body: unknown }> {
  const overdue = AbortSignal.timeout(loginMs);
  try {
    const response = await send(url, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      signal: signal === undefined ? overdue : AbortSignal.any([signal, overdue]),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch (cause) {
    throw new ConnectorError('unavailable', 'Salesforce could not be reached to sign in', { cause });
  }
}

/** Only Salesforce's own word counts as a refusal, since one suspends the connection: gateways answer all sorts. */
function refusal(status: number, error: z.infer<typeof refused> | undefined): ConnectorError {
  const words = error === undefined ? `HTTP ${status}` : `${error.error}: ${error.error_description}`;
  // "login rate exceeded" comes as invalid_grant: 3,600 logins of one user in an hour.
  if (status === 429 || words.includes('rate exceeded')) {
    return new ConnectorError('rate_limited', `Salesforce takes no more sign-ins for now: ${words}`);
  }
  if (status >= 500 || error === undefined) {
    return new ConnectorError('unavailable', `Salesforce could not sign in: ${words}`);
  }
  return new ConnectorError('unauthorized', `Salesforce refused to sign in: ${words}`);
}
