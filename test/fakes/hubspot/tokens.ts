import { createHash, randomUUID } from 'node:crypto';
import { ok, refusal, type Reply } from './reply.ts';

export interface FakeTokens {
  /** Authorises a bearer token. */
  accepts(authorization: string | undefined): boolean;
  /** POST /oauth/2026-03/token, a form. */
  answer(form: URLSearchParams): Reply;
  /** What the consent page hands out. */
  giveCode(redirectUri: string, challenge: string | null): string;
  /** Ends every access token: the next request gets a 401. */
  expireAll(): void;
  /** Refuses the refresh tokens too, as when the app was uninstalled. */
  revokeAll(): void;
  /** The service key is taken back, or given again. */
  keepKey(good: boolean): void;
  readonly refreshes: number;
}

export const fakeApp = { clientId: 'fake-client', clientSecret: 'fake-secret' };

/** Service keys and OAuth tokens. Refresh tokens are renewed each time, and the old ones end. */
export function createFakeTokens(serviceKey: string): FakeTokens {
  const access = new Set<string>();
  const refresh = new Set<string>();
  const codes = new Map<string, { redirectUri: string; challenge: string | null }>();
  let refreshes = 0;
  let keyIsGood = true;

  const refused = (category: string, message: string): Reply => refusal({ status: 400, category, message });

  function issue(): Reply {
    const access_token = `access-${randomUUID()}`;
    const refresh_token = `refresh-${randomUUID()}`;
    access.add(access_token);
    refresh.add(refresh_token);
    return ok({ token_type: 'bearer', access_token, refresh_token, expires_in: 1_800 });
  }

  function redeem(form: URLSearchParams): Reply {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code === undefined) return refused('BAD_AUTH_CODE', 'missing or unknown auth code');
    const right = code.redirectUri === form.get('redirect_uri') && (code.challenge ?? verifier) === verifier;
    return right ? issue() : refused('BAD_AUTH_CODE', 'the code was given to another');
  }

  return {
    accepts(authorization) {
      const token = authorization?.replace(/^Bearer /, '');
      return token !== undefined && ((token === serviceKey && keyIsGood) || access.has(token));
    },
    answer(form) {
      if (form.get('client_id') !== fakeApp.clientId || form.get('client_secret') !== fakeApp.clientSecret) {
        return refused('BAD_CLIENT_ID', 'missing or unknown client id');
      }
      if (form.get('grant_type') === 'authorization_code') return redeem(form);
      if (!refresh.delete(form.get('refresh_token') ?? '')) {
        return refused('BAD_REFRESH_TOKEN', 'missing or invalid refresh token');
      }
      refreshes += 1;
      return issue();
    },
    giveCode(redirectUri, challenge) {
      const code = randomUUID();
      codes.set(code, { redirectUri, challenge });
      return code;
    },
    expireAll: () => access.clear(),
    revokeAll() {
      access.clear();
      refresh.clear();
    },
    keepKey: (good) => void (keyIsGood = good),
    get refreshes() {
      return refreshes;
    },
  };
}
