import type { ConnectorDeps } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { errorOfSilence } from './errors.ts';
import { askForTokens, readTokens } from './oauth.ts';
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
  let renewing: Promise<string> | null = null;

  /** One at a time: HubSpot may retire a refresh token when it is used. */
  function renewOnce(unless: string | null): Promise<string> {
    renewing ??= renewNow(unless).finally(() => (renewing = null));
    return renewing;
  }

  async function renewNow(refused: string | null): Promise<string> {
    const kept = readTokens(await tokens.get());
    if (kept === null) throw notConnected();
    // Another process may have renewed it meanwhile.
    const fresh = kept.expiresAt - marginMs > clock();
    if (fresh && kept.accessToken !== refused) return kept.accessToken;
    const grant = { grant_type: 'refresh_token', refresh_token: kept.refreshToken };
    const signal = AbortSignal.timeout(refreshDeadlineMs);
    const renewed = await askForTokens(settings, grant, fetch, { signal });
    await tokens.set(JSON.stringify(renewed));
    return renewed.accessToken;
  }

  return {
    token: (signal) => orAborted(signal, renewOnce(null)),
    renew: (refused, signal) => orAborted(signal, renewOnce(refused)),
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
