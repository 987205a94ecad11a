import type { Request, Response } from 'express';
import * as client from 'openid-client';
import { Strategy } from 'openid-client/passport';
import type passport from 'passport';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { authenticate } from './authenticators.ts';

/** Who someone is, as the identity provider says. */
export interface Identity {
  /** In small letters. */
  readonly email: string;
  /** The provider vouches for it. */
  readonly verified: boolean;
}

/** Sign-in at an identity provider by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface Oidc {
  /** The provider's host, to show. */
  readonly name: string;
  /** Whether the provider can be reached, found out within the deadline. */
  readonly available: () => Promise<boolean>;
  /** Leads the browser to the provider. False: it cannot be reached, and nothing was answered. */
  readonly begin: (req: Request, res: Response) => Promise<boolean>;
  /** Takes the provider's answer; null: it refused, gave no address, or this browser never asked. Throws when it fails. */
  readonly finish: (req: Request, res: Response) => Promise<Identity | null>;
}

export interface OidcDeps {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Of each request to the provider. */
  deadlineMs: number;
  /** A provider that did not answer is asked again after this. */
  retryAfterMs: number;
  /** Where people reach us, without a trailing slash. */
  publicUrl: string;
  passport: passport.Authenticator;
  fetch: typeof fetch;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

const strategyName = 'oidc';
/** Clocks of two machines differ. */
const clockToleranceSeconds = 30;

/** The provider is asked for its addresses when it is first needed, and again until it answers. */
export function createOidc(deps: OidcDeps): Oidc {
  let found: Promise<boolean> | null = null;
  let failedAt = -Infinity;

  async function available(): Promise<boolean> {
    if (found === null && deps.clock() - failedAt < deps.retryAfterMs) return false;
    found ??= discover(deps).then(
      () => true,
      (error: unknown) => {
        deps.log.warn({ err: error }, 'the identity provider cannot be reached');
        failedAt = deps.clock();
        found = null;
        return false;
      },
    );
    return found;
  }

  return {
    name: new URL(deps.issuer).host,
    available,
    async begin(req, res) {
      if (!(await available())) return false;
      // The strategy answers with a redirect and never comes back; a fault of its own it does report.
      await Promise.race([authenticate(deps.passport, strategyName, req, res), answeredBy(res)]);
      return true;
    },
    async finish(req, res) {
      if (!(await available())) throw new Error('The identity provider cannot be reached');
      return identity.parse(await authenticate(deps.passport, strategyName, req, res));
    },
  };
}

function answeredBy(res: Response): Promise<void> {
  return new Promise((resolve) => void res.once('close', resolve));
}

async function discover(deps: OidcDeps): Promise<void> {
  const { issuer, clientId, clientSecret, deadlineMs, publicUrl } = deps;
  const metadata = { client_secret: clientSecret, [client.clockTolerance]: clockToleranceSeconds };
  const config = await client.discovery(new URL(issuer), clientId, metadata, undefined, {
    timeout: deadlineMs / 1000,
    [client.customFetch]: deps.fetch,
    // For a provider on one's own machine; the start warns of it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to stand out, not to go away
    ...(issuer.startsWith('http:') && { execute: [client.allowInsecureRequests] }),
  });
  const options = { name: strategyName, config, callbackURL: `${publicUrl}/auth/oidc/callback` };
  const strategy = new Guarded({ ...options, scope: 'openid email profile' }, (tokens, verified) => {
    readIdentity(config, tokens).then(
      // passport takes whatever object there is for a user.
      (who) => void verified(null, who ?? false),
      (error: unknown) => void verified(error),
    );
  });
  deps.passport.use(strategy);
}

/** The strategy leaves state and nonce out where PKCE does their work; both at once cost nothing. */
class Guarded extends Strategy {
  override authorizationRequestParams(): Record<string, string> {
    return { state: client.randomState(), nonce: client.randomNonce() };
  }
}

const claims = z.object({ email: z.email().optional(), email_verified: z.unknown() });
const identity = z.object({ email: z.string(), verified: z.boolean() }).nullable();

/** From the ID token, which need not have the address; then the provider is asked. */
async function readIdentity(
  config: client.Configuration,
  tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
): Promise<Identity | null> {
  const told = tokens.claims();
  if (told === undefined) return null;
  const inToken = claims.safeParse(told).data;
  const known =
    inToken?.email === undefined
      ? claims.parse(await client.fetchUserInfo(config, tokens.access_token, told.sub))
      : inToken;
  if (known.email === undefined) return null;
  // Some providers write the boolean as text.
  const verified = known.email_verified === true || known.email_verified === 'true';
  return { email: known.email.toLowerCase(), verified };
}
