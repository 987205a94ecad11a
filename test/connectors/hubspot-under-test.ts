import { createHubspot } from '../../connectors/hubspot/connector.ts';
import type { HubspotSettings } from '../../connectors/hubspot/settings.ts';
import type { Connector, TokenSource } from '../../src/crm/contract.ts';
import type { ConnectorUnderTest, FaultKind } from '../contracts/under-test.ts';
import type { FakeRecord } from '../fakes/hubspot/account.ts';
import { answering, type Fault } from '../fakes/hubspot/faults.ts';
import { tooMany } from '../fakes/hubspot/limits.ts';
import { startFakeHubspot, type FakeHubspot, type FakeHubspotOptions } from '../fakes/hubspot/server.ts';

/** How long the connector takes searches to lag, in tests. */
const searchLagMs = 300;

export function settingsFor(fake: FakeHubspot, overrides: object = {}): HubspotSettings {
  const { url, serviceKey, account } = fake;
  const given = { portalId: account.portalId, serviceKey, defaultCountry: 'CZ', apiUrl: url, appUrl: url };
  return createHubspot().settings.parse({ ...given, ...overrides });
}

export function tokensInMemory(kept: string | null = null): TokenSource {
  let value = kept;
  return {
    get: () => Promise.resolve(value),
    set: (next) => {
      value = next;
      return Promise.resolve();
    },
  };
}

export function openHubspot(
  fake: FakeHubspot,
  overrides: object = {},
  { tokens = tokensInMemory(), searchesPerSecond = 5 } = {},
): Connector {
  return createHubspot({ searchLagMs, searchesPerSecond }).open(settingsFor(fake, overrides), {
    connection: 'hub',
    tokens,
    log: { info: () => undefined, warn: () => undefined },
    fetch,
    publicUrl: 'https://ringside.example.com',
  });
}

const faults: Record<FaultKind, Fault> = {
  unauthorized: answering(401),
  forbidden: answering(403),
  rate_limited: { do: 'answer', reply: tooMany('SECONDLY') },
  rate_limited_retry_after: {
    do: 'answer',
    reply: tooMany('TEN_SECONDLY_ROLLING', { 'Retry-After': '1' }),
  },
  server_error: answering(502),
  cut_after_write: { do: 'cut' },
  hang: { do: 'hang' },
  nonsense: { do: 'nonsense' },
  slow: { do: 'slow', ms: 300 },
  partial: { do: 'partial' },
};

export const faultKinds = [
  'unauthorized',
  'forbidden',
  'rate_limited',
  'rate_limited_retry_after',
  'server_error',
  'cut_after_write',
  'hang',
  'nonsense',
  'slow',
  'partial',
] as const satisfies readonly FaultKind[];

export interface HubspotUnderTest extends ConnectorUnderTest {
  fake: FakeHubspot;
}

/** Seeds people behind the API's back: searches see them at once. */
export function addContact(
  { account }: FakeHubspot,
  { name, company, phone }: { name: string; company: string | null; phone: string },
): FakeRecord {
  const [firstname = '', ...rest] = name.split(' ');
  return account.add('contacts', { firstname, lastname: rest.join(' '), company: company ?? '', phone }, 0);
}

export async function openUnderTest(options: FakeHubspotOptions = {}): Promise<HubspotUnderTest> {
  const fake = await startFakeHubspot(options);
  // Whom the builders' activities belong to.
  const builders = { id: '0051', userId: 51, email: 'martin@example.com', firstName: 'Martin', lastName: '' };
  fake.account.owners.push({ ...builders, archived: false });
  const connector = openHubspot(fake);
  if (options.mayCreateProperties !== false) await connector.check(soon());
  return {
    fake,
    connector,
    connection: 'hub',
    seed: (contacts) =>
      Promise.resolve(contacts.map((contact) => ({ type: 'contact', id: addContact(fake, contact).id }))),
    remove({ id }) {
      fake.account.archive('contacts', id);
      return Promise.resolve();
    },
    recordsOf: (key) => Promise.resolve(callsWithKey(fake, key).map(inOurWords)),
    // Only where the fault is meant for: the write itself, or the lookup.
    fail: (kind) => fake.fail({ fault: faults[kind], only: ['calls.batch.create', 'contacts.search'] }),
    close: () => fake.close(),
  };
}

export function callsWithKey({ account }: FakeHubspot, key: string): FakeRecord[] {
  return account
    .live('calls')
    .filter(({ properties }) =>
      Object.values(properties).some((value) => value === key || hasKeyLine(value, key)),
    );
}

function hasKeyLine(value: string, key: string): boolean {
  return value.includes(`<p>Ringside key: ${key}</p>`);
}

function inOurWords({ links, properties }: FakeRecord) {
  const note = /<p>Note: (.*?)<\/p>/.exec(properties['hs_call_body'] ?? '')?.[1];
  return { link: links[0]?.id ?? null, note: note ?? null };
}

function soon() {
  return { signal: AbortSignal.timeout(5_000), deadline: new Date(Date.now() + 5_000) };
}
