import { setTimeout } from 'node:timers/promises';
import { createSalesforce, type SalesforceDeps } from '../../connectors/salesforce/connector.ts';
import { salesforceSettings } from '../../connectors/salesforce/settings.ts';
import type { Connector, TokenSource } from '../../src/crm/contract.ts';
import type { ConnectorUnderTest, FaultKind, SeedContact } from '../contracts/under-test.ts';
import type { Effect } from '../fakes/salesforce/faults.ts';
import type { Row } from '../fakes/salesforce/org.ts';
import { startFakeSalesforce, type FakeOptions, type FakeSalesforce } from '../fakes/salesforce/server.ts';

export interface OpenOptions extends SalesforceDeps {
  fake?: FakeOptions;
  settings?: object;
  tokens?: TokenSource;
}

export interface SalesforceUnderTest extends ConnectorUnderTest {
  fake: FakeSalesforce;
  /** Another process on the same connection. */
  reopen(settings?: object): Connector;
  /** Tasks with this key. */
  tasks(key: string): Row[];
}

export const noTokens: TokenSource = { get: () => Promise.resolve(null), set: () => Promise.resolve() };

/** In the words of the fake. A refused session is refused again after the one refresh there is. */
const effects: Record<FaultKind, readonly [Effect, times: number]> = {
  unauthorized: ['unauthorized', 2],
  forbidden: ['forbidden', 1],
  rate_limited: ['request_limit', 1],
  rate_limited_retry_after: ['too_many_retry_after', 1],
  server_error: ['unavailable', 1],
  cut_after_write: ['cut_after_write', 1],
  hang: ['hang_after_write', 1],
  nonsense: ['nonsense', 1],
  slow: ['slow', 1],
  partial: ['lock_rows', 1],
};

export async function openSalesforce(options: OpenOptions = {}): Promise<SalesforceUnderTest> {
  const fake = await startFakeSalesforce(options.fake);
  // The owner of `anActivity`.
  fake.org.put('User', { Id: '0051', Name: 'Martin', IsActive: true, UserType: 'Standard' });
  const reopen = (settings: object = {}): Connector =>
    openAgainst(fake, { ...options, settings: { ...options.settings, ...settings } });
  const tasks = (key: string): Row[] =>
    fake.org.rows('Task').filter((task) => [task['Ringside_Key__c'], task['CallObject']].includes(key));
  return {
    fake,
    connector: reopen(),
    connection: 'sales',
    reopen,
    tasks,
    async seed(contacts) {
      const refs = contacts.map((contact) => ({ type: 'contact', id: seedOne(fake, contact) }));
      // Each write has a millisecond of its own, so that the fake's clock runs ahead.
      await setTimeout(contacts.length + 1);
      return refs;
    },
    remove({ id }) {
      fake.org.remove('Contact', id);
      return Promise.resolve();
    },
    recordsOf: (key) =>
      Promise.resolve(
        tasks(key).map((task) => ({ link: linkOf(task), note: noteOf(String(task['Description'])) })),
      ),
    fail(kind) {
      const [effect, times] = effects[kind];
      fake.faults.add(effect, ['write', 'search'], times);
    },
    close: () => fake.close(),
  };
}

function openAgainst(
  fake: FakeSalesforce,
  { settings, tokens = noTokens, settleMs = 0, clock }: OpenOptions,
): Connector {
  const { clientId, clientSecret } = fake.oauth.app;
  const auth = { method: 'client_credentials', clientId, clientSecret };
  const checked = salesforceSettings.parse({ host: fake.url, auth, defaultCountry: 'CZ', ...settings });
  return createSalesforce({ settleMs, ...(clock === undefined ? {} : { clock }) }).open(checked, {
    connection: 'sales',
    tokens,
    log: { info: () => undefined, warn: () => undefined },
    fetch,
    publicUrl: 'https://ringside.example.com',
  });
}

/** Companies without a number are no part of what a mirror tells at first. */
const longAgo = Date.UTC(2020, 0);

function seedOne({ org }: FakeSalesforce, { name, company, phone }: SeedContact): string {
  const AccountId = company === null ? null : org.put('Account', { Name: company }, longAgo);
  return org.put('Contact', { Name: name, Phone: phone, AccountId });
}

function linkOf({ WhoId, WhatId }: Row): string | null {
  const link = WhoId ?? WhatId ?? null;
  return link === null ? null : String(link);
}

/** As a person finds it in the description. */
function noteOf(description: string): string | null {
  const [, note] = /^Note: (.*(?:\n {2}.*)*)/m.exec(description) ?? [];
  return note?.replaceAll('\n  ', '\n') ?? null;
}
