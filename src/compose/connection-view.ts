import type { ApiCheck, ApiConnection, ApiConnector } from '../api/connection.ts';
import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import type { ConnectorModule } from '../crm/contract.ts';
import type { SettingsForm } from '../crm/settings-form.ts';
import type { KeptCheck, Standing } from '../crm/standing.ts';
import type { Clock } from '../platform/clock.ts';

export interface ViewDeps {
  connections: Pick<Connections, 'settingsOf' | 'hasTokens'>;
  modules: readonly ConnectorModule[];
  standingOf(id: string): Promise<Standing>;
  clock: Clock;
  /** Without a trailing slash. */
  publicUrl: () => string;
}

/** A connection as admins see it, without its settings. */
export function createConnectionView(deps: ViewDeps): (connection: Connection) => Promise<ApiConnection> {
  return async (connection) => {
    const { id, name, crm, status, statusReason, pausedUntil, provisioned, createdAt } = connection;
    const module = deps.modules.find((one) => one.name === crm);
    const standing = await deps.standingOf(id);
    const { waiting, dead, check } = standing;
    return {
      ...{ id, name, crm, status, statusReason, provisioned, waiting, dead },
      title: module?.title ?? crm,
      pausedUntil: pausedUntil !== null && pausedUntil > deps.clock() ? iso(pausedUntil) : null,
      createdAt: iso(createdAt),
      quota: connection.connector.usage?.() ?? check?.result.quota ?? null,
      lastSuccessAt: lastSuccess(standing),
      mirror: mirrorOf(connection, standing),
      oauth: await consentOf(deps, connection, module),
      check: check === null ? null : toCheck(check.result, check.at),
    };
  };
}

export function toConnector(
  { name, title, oauth, capabilities }: ConnectorModule,
  { schema }: SettingsForm,
  publicUrl: string,
): ApiConnector {
  const callbackUrl = oauth === undefined ? null : callbackUrlOf(publicUrl);
  return { crm: name, title, settings: schema, callbackUrl, createsPeople: capabilities.createsPeople };
}

/** One for all connections, as it has to be registered with each CRM. */
export function callbackUrlOf(publicUrl: string): string {
  return `${publicUrl}/auth/connections/callback`;
}

export function toCheck(result: KeptCheck, at: number): ApiCheck {
  return { ok: result.error === null, at: iso(at), ...result };
}

function lastSuccess({ succeededAt, mirror, check }: Standing): string | null {
  const checked = check?.result.error === null ? check.at : 0;
  const last = Math.max(succeededAt ?? 0, mirror.updatedAt ?? 0, checked);
  return last === 0 ? null : iso(last);
}

function mirrorOf({ connector }: Connection, { mirror }: Standing): ApiConnection['mirror'] {
  if (connector.contactChanges === undefined) return null;
  return { ...mirror, updatedAt: mirror.updatedAt === null ? null : iso(mirror.updatedAt) };
}

async function consentOf(
  { connections, publicUrl }: ViewDeps,
  { id }: Connection,
  module: ConnectorModule | undefined,
): Promise<ApiConnection['oauth']> {
  if (module === undefined || !asksForConsent(module, connections.settingsOf(id))) return null;
  return { connected: await connections.hasTokens(id), startUrl: `${publicUrl()}/auth/connections/${id}` };
}

/** By asking for the address, which asks nobody. */
function asksForConsent({ settings, oauth }: ConnectorModule, given: unknown): boolean {
  const checked = settings.safeParse(given);
  const request = { redirectUri: 'https://ringside.invalid/', state: '', codeVerifier: '' };
  return checked.success && (oauth?.authorizationUrl(checked.data, request) ?? null) !== null;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
