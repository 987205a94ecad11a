import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import type { ConnectorModule, OAuthDescription, OAuthRequest } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import type { ConnectionAdmin } from '../http/connection-admin.ts';
import { Refusal } from '../platform/refusal.ts';
import { callbackUrlOf } from './connection-view.ts';

export interface ConsentDeps {
  connections: Pick<Connections, 'settingsOf' | 'keepTokens'>;
  modules: readonly ConnectorModule[];
  fetch: typeof fetch;
  /** For the CRM to take its own code, ms. */
  exchangeMs?: number;
  /** Without a trailing slash. */
  publicUrl: () => string;
  find(idOrName: string): Connection;
  /** Ends a suspension, and what waited goes on. */
  resume(connection: Connection): Promise<void>;
}

/** An admin is looking at an empty page meanwhile. */
const exchangeMs = 15_000;

/** The two steps of connecting by OAuth; who asked, and whether it is the same browser, is seen to before. */
export function createConsent(deps: ConsentDeps): Pick<ConnectionAdmin, 'consentUrl' | 'consented'> {
  const requestOf = (asked: Pick<OAuthRequest, 'state' | 'codeVerifier'>): OAuthRequest => ({
    redirectUri: callbackUrlOf(deps.publicUrl()),
    state: asked.state,
    codeVerifier: asked.codeVerifier,
  });
  return {
    consentUrl(idOrName, asked) {
      const connection = deps.find(idOrName);
      const { oauth, settings } = oauthOf(deps, connection);
      const url = oauth.authorizationUrl(settings, requestOf(asked));
      return url === null ? Promise.reject(noConsent(connection)) : Promise.resolve(url);
    },
    async consented(idOrName, asked, code) {
      const connection = deps.find(idOrName);
      const { oauth, settings } = oauthOf(deps, connection);
      const tokens = await withDeadline({ ms: deps.exchangeMs ?? exchangeMs, missed: 'unavailable' }, (x) =>
        oauth.exchange(settings, requestOf(asked), code, deps, x),
      );
      await deps.connections.keepTokens(connection.id, tokens);
      const { id, name, status } = deps.find(connection.id);
      // What an admin paused stays so.
      if (status !== 'paused') await deps.resume(deps.find(id));
      return { id, name };
    },
  };
}

function oauthOf(
  { connections, modules }: ConsentDeps,
  connection: Connection,
): { oauth: OAuthDescription; settings: unknown } {
  const module = modules.find(({ name }) => name === connection.crm);
  const settings = module?.settings.safeParse(connections.settingsOf(connection.id));
  if (module?.oauth === undefined || settings?.success !== true) throw noConsent(connection);
  return { oauth: module.oauth, settings: settings.data };
}

function noConsent({ name }: Connection): Refusal {
  return new Refusal('invalid', `${name} signs in by its settings: there is nothing to agree to`);
}
