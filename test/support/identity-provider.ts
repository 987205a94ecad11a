import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from '../../src/platform/free-port.ts';

export const clientId = 'ringside';
export const clientSecret = 'a secret that both sides know';

export interface IdentityProvider {
  issuer: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Accounts that the provider knows and does not vouch for begin with this. */
export const unverified = 'unverified-';

/**
 * A real OpenID Connect provider on a port of its own, not yet listening. Its own sign-in pages take any name with
 * any password: the name is the e-mail address.
 */
export async function anIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const port = await freePort('127.0.0.1');
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    cookies: { keys: ['of the test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_: unknown, email: string) => ({
      accountId: email,
      claims: () => ({ sub: email, email, email_verified: !email.startsWith(unverified) }),
    }),
  });
  const server = createServer(provider.callback());
  return {
    issuer,
    start: () => new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve)),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
