import type { ConnectorDeps } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { errorOfSilence } from './errors.ts';
import { askForTokens, readTokens, type StoredTokens } from './oauth.ts';
import type { HubspotSettings } from './settings.ts';

/** A token is renewed this long before it ends, so that none ends on the way. */
const marginMs = 60_000;
const refreshDeadlineMs = 10_000;

/** The bearer token of one connection: its service key, or what its OAuth app renews. */
export interface Access {
  /** @throws ConnectorError `unauthorized` when nobody has connected the account yet. */
  token(signal: AbortSignal): Promise<string>;
  /** Another token after HubSpot refused `refused`; null: there is none, an admin must act. */
  renew(refused: string, signal: AbortSignal): Promise<string | null>;
}

export function createAccess(
  settings: HubspotSettings,
  { tokens, fetch }: Pick<ConnectorDeps, 'tokens' | 'fetch'>,
  clock: () => number,
): Access {
  const { serviceKey } = settings;
  if (serviceKey !== undefined) {
    return { token: () => Promise.resolve(serviceKey), renew: () => Promise.resolve(null) };
  }
  let refreshing: Promise<string> | null = null;

  async function kept(): Promise<StoredTokens> {
    const stored = readTokens(await tokens.get());
    if (stored === null) throw notConnected();
    return stored;
  }

  /** One at a time: HubSpot may retire a refresh token when it is used. */
  function refresh(old: StoredTokens): Promise<string> {
    refreshing ??= refreshNow(old).finally(() => (refreshing = null));
    return refreshing;
  }

  async function refreshNow(old: StoredTokens): Promise<string> {
    const grant = { grant_type: 'refresh_token', refresh_token: old.refreshToken };
    try {
      const signal = AbortSignal.timeout(refreshDeadlineMs);
      const renewed = await askForTokens(settings, grant, fetch, { signal });
      await tokens.set(JSON.stringify(renewed));
      return renewed.accessToken;
    } catch (error) {
      // Another process may have used this refresh token a moment ago: then what it got is there.
      const now = await kept();
      if (now.accessToken !== old.accessToken) return now.accessToken;
      throw error;
    }
  }

  /** The kept token, unless it is the refused one or about to end. */
  async function tokenOtherThan(refused: string | null): Promise<string> {
    const stored = await kept();
    const fresh = stored.expiresAt - marginMs > clock();
    return fresh && stored.accessToken !== refused ? stored.accessToken : refresh(stored);
  }

  return {
    token: (signal) => orAborted(signal, tokenOtherThan(null)),
    renew: (refused, signal) => orAborted(signal, tokenOtherThan(refused)),
  };
}

function notConnected(): ConnectorError {
  return new ConnectorError('unauthorized', 'Nobody has connected this HubSpot account yet');
}

/** The renewal goes on for the others when one who waits for it gives up. */
function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(errorOfSilence(signal.reason, 'read'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
