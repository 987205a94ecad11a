import { createHash, createVerify, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer } from './answer.ts';

export interface App {
  clientId: string;
  clientSecret: string;
  /** Of the JWT bearer flow: the certificate's key, PEM. */
  publicKey?: string;
  /** Refresh tokens are good for one use. */
  rotatesRefreshTokens: boolean;
}

/** The OAuth endpoints of an org with one app. Consent is given at once. */
export interface OAuth {
  app: App;
  /** `/services/oauth2/authorize`: where the browser is sent. */
  authorize(query: URLSearchParams): string;
  token(form: URLSearchParams): Answer;
  isValid(authorization: string | undefined): boolean;
  /** Ends all access tokens, as their time does. */
  expire(): void;
  /** Takes back every consent. */
  revoke(): void;
}

const claims = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.number() });

class Refusal extends Error {
  readonly error: string;
  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

export function createOAuth(app: App, instanceUrl: () => string, userId: string): OAuth {
  const codes = new Map<string, { challenge: string; redirectUri: string }>();
  const refreshTokens = new Set<string>();
  const accessTokens = new Set<string>();

  const grant = (form: URLSearchParams): object => {
    switch (form.get('grant_type')) {
      case 'authorization_code':
        checkClient(app, form);
        checkCode(codes, form);
        return { refresh_token: issue(refreshTokens, 'refresh') };
      case 'refresh_token': {
        checkClient(app, form);
        const given = form.get('refresh_token') ?? '';
        if (!refreshTokens.has(given)) throw new Refusal('invalid_grant', 'expired access/refresh token');
        if (!app.rotatesRefreshTokens) return {};
        refreshTokens.delete(given);
        return { refresh_token: issue(refreshTokens, 'refresh') };
      }
      case 'client_credentials':
        checkClient(app, form);
        return {};
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
        checkAssertion(app, form.get('assertion') ?? '');
        return {};
      default:
        throw new Refusal('unsupported_grant_type', 'grant type not supported');
    }
  };
  return {
    app,
    authorize(query) {
      const redirectUri = query.get('redirect_uri') ?? '';
      const code = `code-${randomUUID()}`;
      codes.set(code, { challenge: query.get('code_challenge') ?? '', redirectUri });
      return `${redirectUri}?${new URLSearchParams({ code, state: query.get('state') ?? '' }).toString()}`;
    },
    token(form) {
      try {
        const more = grant(form);
        const issued = {
          access_token: issue(accessTokens, 'access'),
          issued_at: String(Date.now()),
          token_type: 'Bearer',
          signature: '-',
        };
        const id = `https://login.salesforce.com/id/00D5g0000000001EAA/${userId}`;
        return {
          status: 200,
          body: { ...issued, instance_url: instanceUrl(), id, scope: 'api refresh_token', ...more },
        };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: 400, body: { error: error.error, error_description: error.message } };
      }
    },
    isValid: (authorization) => accessTokens.has((authorization ?? '').replace(/^Bearer /, '')),
    expire: () => accessTokens.clear(),
    revoke() {
      accessTokens.clear();
      refreshTokens.clear();
    },
  };
}

function issue(tokens: Set<string>, kind: string): string {
  const token = `${kind}!${randomUUID()}`;
  tokens.add(token);
  return token;
}

function checkClient({ clientId, clientSecret }: App, form: URLSearchParams): void {
  if (form.get('client_id') !== clientId) throw new Refusal('invalid_client_id', 'client identifier invalid');
  const secret = form.get('client_secret');
  if (secret !== clientSecret) throw new Refusal('invalid_client', 'invalid client credentials');
}

/** RFC 7636, section 4.6. A code is good for one use. */
function checkCode(
  codes: Map<string, { challenge: string; redirectUri: string }>,
  form: URLSearchParams,
): void {
  const code = form.get('code') ?? '';
  const asked = codes.get(code);
  codes.delete(code);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (asked?.challenge !== challenge) throw new Refusal('invalid_grant', 'invalid code verifier');
  if (asked.redirectUri !== form.get('redirect_uri'))
    throw new Refusal('redirect_uri_mismatch', 'redirect_uri must match configuration');
}

/** RFC 7523, as Salesforce has it: RS256, at most five minutes ahead. */
function checkAssertion({ clientId, publicKey }: App, assertion: string): void {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const genuine =
    publicKey !== undefined &&
    createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url');
  if (!genuine) throw new Refusal('invalid_grant', 'invalid assertion');
  const { iss, aud, exp } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (iss !== clientId) throw new Refusal('invalid_client_id', 'client identifier invalid');
  if (!/^https:\/\/(login|test)\.salesforce\.com$/.test(aud))
    throw new Refusal('invalid_grant', 'audience is invalid');
  const ahead = exp - Date.now() / 1_000;
  if (ahead < 0 || ahead > 300) throw new Refusal('invalid_grant', 'expired authorization code');
}
