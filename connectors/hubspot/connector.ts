import type {
  Capabilities,
  Connector,
  ConnectorDeps,
  ConnectorModule,
  OAuthDescription,
} from '../../src/crm/contract.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { createAccess } from './access.ts';
import { createAccountReader } from './account.ts';
import { changeCall } from './change-call.ts';
import { findById, findCallers } from './contacts.ts';
import { embedPlaceOf } from './embed.ts';
import { createKeys } from './keys.ts';
import { logCalls } from './log-calls.ts';
import { createContactChanges } from './mirror.ts';
import { oauth } from './oauth.ts';
import { createPeople, listOwners } from './people.ts';
import { createApi } from './request.ts';
import { checkAccount } from './setup.ts';
import { settings as settingsSchema, type HubspotSettings } from './settings.ts';

export interface HubspotOptions {
  /** Epoch ms. */
  clock?: () => number;
  /** How long HubSpot's search may not know of a write: "a few moments", says HubSpot. */
  searchLagMs?: number;
  /** 5 in every account of HubSpot's. */
  searchesPerSecond?: number;
}

const capabilities: Capabilities = {
  logBatch: 100,
  // The mirror follows the search index, and a contact of a minute ago may not be in it yet.
  indexIsComplete: false,
  updates: true,
  createsPeople: true,
};

/** HubSpot, through its dated API. README.md takes an admin from nothing to a logged call. */
export function createHubspot({
  clock = () => Date.now(),
  searchLagMs = 20_000,
  searchesPerSecond = 5,
}: HubspotOptions = {}): ConnectorModule<HubspotSettings> & { oauth: OAuthDescription<HubspotSettings> } {
  return {
    name: 'hubspot',
    title: 'HubSpot',
    settings: settingsSchema,
    capabilities,
    oauth,
    open: (settings, deps) => openHubspot(settings, deps, { clock, searchLagMs, searchesPerSecond }),
  };
}

function openHubspot(
  settings: HubspotSettings,
  deps: ConnectorDeps,
  { clock, searchLagMs, searchesPerSecond }: Required<HubspotOptions>,
): Connector {
  const access = createAccess(settings, deps, clock);
  const timeZone = (): string | null => accounts.known()?.timeZone ?? null;
  const api = createApi({
    apiUrl: settings.apiUrl,
    access,
    fetch: deps.fetch,
    clock,
    searchesPerSecond,
    timeZone,
  });
  const accounts = createAccountReader(api, settings, clock);
  const keys = createKeys({ api, accounts, clock, searchLagMs });
  const recordUrl = (ref: RecordRef): string => urlOf(settings, ref);
  const country = settings.defaultCountry ?? null;
  const reader = { api, connection: deps.connection, country, recordUrl };
  const logging = { api, accounts, keys, settings, clock };
  return {
    check: (x) => checkAccount(api, accounts, settings, x),
    findByPhone: (phone, x) => findCallers(reader, phone, x),
    findById: (ref, x) => findById(reader, ref, x),
    logCalls: (activities, x) => logCalls(logging, activities, x),
    updateCall: (ref, change, x) => changeCall(logging, ref, change, x),
    findActivity: (key, x) => keys.afterDoubt(key, x),
    createPerson: createPeople(reader, 2 * searchLagMs + 60_000),
    listUsers: (x) => listOwners(api, x),
    contactChanges: createContactChanges({ api, country, searchLagMs, clock }),
    recordUrl,
    embed: embedPlaceOf(settings),
  };
}

/** HubSpot's object type ids (developers.hubspot.com, understanding the CRM). */
const objectTypeIds: Readonly<Record<string, string>> = { contact: '0-1', company: '0-2', call: '0-48' };

function urlOf({ appUrl, portalId }: HubspotSettings, { type, id }: RecordRef): string {
  return `${appUrl}/contacts/${portalId}/record/${objectTypeIds[type] ?? '0-1'}/${encodeURIComponent(id)}`;
}
