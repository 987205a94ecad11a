import type { Connector, ConnectorDeps, ConnectorModule, OAuthDescription } from '../../src/crm/contract.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { createCalls } from './calls.ts';
import { check } from './check.ts';
import { collectionSize } from './collection.ts';
import { objectNames, personTypes } from './ids.ts';
import { askUsage } from './limits.ts';
import { createLookup } from './lookup.ts';
import { contactChanges } from './mirror.ts';
import { authorizationUrl } from './oauth.ts';
import { createOrg } from './org.ts';
import { createPerson, listUsers } from './people.ts';
import { createPersonAccess } from './person-fields.ts';
import { createQuota } from './quota.ts';
import { createAsk } from './request.ts';
import { embedPlaceOf } from './embed.ts';
import { createSessions, encodeTokens } from './sessions.ts';
import { originOf, salesforceSettings, type SalesforceSettings } from './settings.ts';
import { requestToken } from './token.ts';
import { ConnectorError } from '../../src/crm/errors.ts';

export interface SalesforceDeps {
  /** Epoch ms. */
  clock?: () => number;
  /** How old a change must be for the mirror to take it, ms. */
  settleMs?: number;
}

/** Transactions of an org take seconds, those of an import a minute. */
const settleMs = 60_000;

export function createSalesforce(deps: SalesforceDeps = {}): ConnectorModule<SalesforceSettings> {
  return {
    name: 'salesforce',
    title: 'Salesforce',
    settings: salesforceSettings,
    // The mirror is a minute late, and sharing rules may hide from it what a search of another day shows.
    capabilities: { logBatch: collectionSize, indexIsComplete: false, updates: true, createsPeople: true },
    oauth,
    open: (settings, given) => openSalesforce(settings, given, deps),
  };
}

const oauth: OAuthDescription<SalesforceSettings> = {
  authorizationUrl(settings, request) {
    const { auth } = settings;
    return auth.method === 'web' ? authorizationUrl(originOf(settings), auth.clientId, request) : null;
  },
  async exchange(settings, { redirectUri, codeVerifier }, code, deps, x) {
    const { clientId } = settings.auth;
    const clientSecret = 'clientSecret' in settings.auth ? settings.auth.clientSecret : undefined;
    const grant = { type: 'code', code, redirectUri, codeVerifier, clientId, clientSecret } as const;
    const { refreshToken } = await requestToken(originOf(settings), grant, deps, x.signal);
    if (refreshToken !== null) return encodeTokens(refreshToken);
    const message =
      'Salesforce gave no refresh token: allow the app the scope "refresh_token, offline_access"';
    throw new ConnectorError('unauthorized', message);
  },
};

function openSalesforce(
  settings: SalesforceSettings,
  { connection, tokens, log, fetch }: ConnectorDeps,
  { clock = () => Date.now(), settleMs: settle = settleMs }: SalesforceDeps,
): Connector {
  const quota = createQuota(settings.quotaReserve, clock);
  const sessions = createSessions(settings, { tokens, fetch, clock });
  const ask = createAsk({ sessions, quota, fetch, clock });
  const org = createOrg(ask, clock);
  const people = createPersonAccess(ask, settings);
  const country = settings.defaultCountry ?? null;
  const recordUrl = (ref: RecordRef) => recordUrlIn(originOf(settings), ref);
  const calls = createCalls({ settings, ask, org, quota, sessions });
  const lookup = createLookup({ ask, people, connection, country, recordUrl });
  return {
    check: (x) => check({ settings, ask, org, people }, x),
    usage: quota.usage,
    findByPhone: lookup.byPhone,
    findById: lookup.byId,
    logCalls: calls.log,
    updateCall: calls.update,
    findActivity: calls.find,
    async createPerson(person, x) {
      await quota.leaveReserve(() => askUsage(ask, x));
      return createPerson(ask, sessions, person, x);
    },
    listUsers: (x) => listUsers(ask, x),
    contactChanges: (cursor, x) =>
      contactChanges({ ask, people, country, clock, settleMs: settle, log }, cursor, x),
    recordUrl,
    embed: embedPlaceOf(settings),
  };
}

/** My Domain takes a person on to Lightning. Of a type that is not ours the id alone tells what it is. */
function recordUrlIn(origin: string, { type, id }: RecordRef): string {
  const known = personTypes.find((one) => one === type);
  const object = known === undefined ? 'Task' : objectNames[known];
  const path =
    type === 'task' || known !== undefined
      ? `lightning/r/${object}/${encodeURIComponent(id)}/view`
      : encodeURIComponent(id);
  return `${origin}/${path}`;
}
