import type { Connection } from 'jsforce';
import { z } from 'zod';
import type { ConnectorDeps, Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { apiVersion } from './api-version.ts';
import { signAssertion, type Grant } from './oauth.ts';
import { originOf, type SalesforceSettings } from './settings.ts';
import { requestToken } from './token.ts';

export interface Session {
  connection: Connection;
  /** The user that Ringside acts as. */
  userId: string;
}

/** Who Ringside is to Salesforce. Access tokens live in memory only: another one is a request away. */
export interface Sessions {
  /** The session there is, or a new one. */
  current(x: Ctx): Promise<Session>;
  /** A session that is not `refused`: many requests that are refused at once sign in once. */
  renew(refused: Session, x: Ctx): Promise<Session>;
}

/** What the connection's TokenSource holds. */
const kept = z.object({ refreshToken: z.string().min(1) });

export function encodeTokens(refreshToken: string): string {
  return JSON.stringify({ refreshToken });
}

export interface SessionsDeps extends Pick<ConnectorDeps, 'tokens' | 'fetch'> {
  clock: () => number;
}

export function createSessions(settings: SalesforceSettings, deps: SessionsDeps): Sessions {
  let session: Session | null = null;
  let signingIn: Promise<Session> | null = null;

  const signInOnce = (): Promise<Session> => {
    signingIn ??= signIn(settings, deps)
      .then((opened) => (session = opened))
      .finally(() => (signingIn = null));
    return signingIn;
  };
  return {
    current: (x) => (session === null ? inTime(signInOnce, x) : Promise.resolve(session)),
    async renew(refused, x) {
      if (session === refused) session = null;
      return session ?? inTime(signInOnce, x);
    },
  };
}

async function signIn(settings: SalesforceSettings, deps: SessionsDeps): Promise<Session> {
  const token = await requestToken(originOf(settings), await grantOf(settings, deps), deps);
  const { accessToken, instanceUrl, userId, refreshToken } = token;
  // Apps can be set to give a new refresh token with each use, which ends the old one.
  if (refreshToken !== null) await deps.tokens.set(encodeTokens(refreshToken));
  // 40 MB that only those who use Salesforce need.
  const { Connection } = await import('jsforce');
  // Without client and refresh token jsforce has nothing to renew sessions with: its endless loop on 401 is not there.
  return { connection: new Connection({ accessToken, instanceUrl, version: apiVersion }), userId };
}

async function grantOf(settings: SalesforceSettings, { tokens, clock }: SessionsDeps): Promise<Grant> {
  const { auth } = settings;
  switch (auth.method) {
    case 'client_credentials':
      return { type: 'client_credentials', clientId: auth.clientId, clientSecret: auth.clientSecret };
    case 'jwt':
      return { type: 'jwt', assertion: signAssertion({ ...auth, origin: originOf(settings) }, clock()) };
    case 'web': {
      // Read anew each time: another process may have renewed it.
      const { clientId, clientSecret } = auth;
      return { type: 'refresh', refreshToken: decodeTokens(await tokens.get()), clientId, clientSecret };
    }
  }
}

function decodeTokens(text: string | null): string {
  if (text === null) throw new ConnectorError('unauthorized', 'Nobody has connected Salesforce yet');
  try {
    return kept.parse(JSON.parse(text)).refreshToken;
  } catch {
    throw new ConnectorError('unauthorized', 'What is kept is no token of Salesforce: connect it again');
  }
}

/** Many wait for one sign-in, each as long as it may. */
function inTime<T>(work: () => Promise<T>, { signal }: Ctx): Promise<T> {
  if (signal.aborted) return Promise.reject(givenUp());
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(givenUp());
    };
    signal.addEventListener('abort', giveUp, { once: true });
    void work()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', giveUp);
      });
  });
}

function givenUp(): ConnectorError {
  return new ConnectorError('unavailable', 'Given up while signing in to Salesforce');
}
