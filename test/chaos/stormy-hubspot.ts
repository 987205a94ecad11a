import { createHubspot } from '../../connectors/hubspot/connector.ts';
import { openHubspot, settingsFor, tokensInMemory } from '../connectors/hubspot-under-test.ts';
import { within } from '../contracts/under-test.ts';
import type { FakeRecord } from '../fakes/hubspot/account.ts';
import { answering, type Fault } from '../fakes/hubspot/faults.ts';
import { tooMany } from '../fakes/hubspot/limits.ts';
import { startFakeHubspot } from '../fakes/hubspot/server.ts';
import { fakeApp } from '../fakes/hubspot/tokens.ts';
import { connectorDeps, type CallInCrm, type StormyCrm, type Woe } from './stormy-crm.ts';

const faults: Record<Woe, Fault> = {
  expire: { do: 'expire' },
  forbidden: answering(403),
  rate_limited: { do: 'answer', reply: tooMany('TEN_SECONDLY_ROLLING') },
  retry_after: { do: 'answer', reply: tooMany('TEN_SECONDLY_ROLLING', { 'Retry-After': '1' }) },
  quota: { do: 'answer', reply: tooMany('DAILY') },
  unavailable: answering(503),
  gateway: answering(502),
  nonsense: { do: 'nonsense' },
  partial: { do: 'partial' },
  cut_before: { do: 'cut_before' },
  cut_after: { do: 'cut' },
  hang_before: { do: 'hang_before' },
  hang_after: { do: 'hang' },
  slow: { do: 'slow', ms: 40 },
};

/** How long searches do not know of a write, and how long the connector takes them to. */
const lag = { searchLagMs: 5_000, believedMs: 6_000 };

export interface HubspotKind {
  /** Calls may have a property with unique values; else keys are searched for, in an index that lags. */
  unique: boolean;
  /** An app whose tokens end and are renewed; else a service key. */
  oauth: boolean;
}

/** An account, set up as the check leaves it. */
export async function startStormyHubspot({ unique, oauth }: HubspotKind): Promise<StormyCrm> {
  const fake = await startFakeHubspot({
    mayHaveUnique: unique,
    searchLagMs: lag.searchLagMs,
    // The connector's own limits are not at stake here.
    limits: { searches: 1_000_000 },
  });
  const { account } = fake;
  await openHubspot(fake).check(within());
  for (const [id, userId] of [
    ['9004', 504],
    ['9005', 505],
  ] as const)
    account.owners.push({
      id,
      userId,
      email: `${id}@example.com`,
      firstName: '',
      lastName: '',
      archived: false,
    });
  const owners = account.owners.filter(({ archived }) => !archived).map(({ id }) => id);
  const contact = (phone: string) => ({
    type: 'contact',
    id: account.add('contacts', { firstname: 'Karel', phone }, 0).id,
    phone,
  });
  const records = [
    contact('+420591166223'),
    contact('+420602123456'),
    { type: 'company', id: account.add('companies', { name: 'Malá s.r.o.' }, 0).id, phone: '' },
  ];
  const app = oauth ? { serviceKey: undefined, ...fakeApp } : {};
  const tokens = tokensInMemory();
  const reconnect = async (): Promise<void> => {
    if (oauth) await tokens.set(await consent());
  };
  await reconnect();

  /** What the consent of an admin leaves with us. */
  async function consent(): Promise<string> {
    const request = { redirectUri: 'https://ringside.example.com/oauth', state: 's', codeVerifier: 'v' };
    const code = fake.tokens.giveCode(request.redirectUri, null);
    return createHubspot().oauth.exchange(settingsFor(fake, app), request, code, { fetch }, within());
  }
  return {
    name: 'hubspot',
    settings: settingsFor(fake, app),
    open: (send) =>
      createHubspot({ searchLagMs: lag.believedMs, searchesPerSecond: 1_000 }).open(settingsFor(fake, app), {
        ...connectorDeps(send),
        tokens,
      }),
    logBatch: 100,
    owners,
    records,
    weather(next) {
      fake.weather(
        next === null
          ? null
          : (route) => {
              const woe = route === 'token' ? null : next();
              return woe === null ? null : faults[woe];
            },
      );
    },
    calls: () => account.live('calls').map((call) => asCall(call, unique)),
    people: {
      with: (phone) =>
        account.live('contacts').flatMap(({ id, properties }) => (properties['phone'] === phone ? [id] : [])),
      asked: () => fake.requests.filter(({ route }) => route === 'contacts.create').length,
      fail: (woe) => fake.fail({ fault: faults[woe], only: ['contacts.create'] }),
    },
    down: () => fake.down(),
    up: () => fake.up(),
    trust(is) {
      fake.tokens.keepKey(is);
      if (!is) fake.tokens.revokeAll();
    },
    reconnect,
    ownerOfNobodys: null,
    close: () => fake.close(),
  };
}

function asCall({ properties, links }: FakeRecord, unique: boolean): CallInCrm {
  const value = (name: string): string => properties[name] ?? '';
  return {
    key: value(unique ? 'ringside_key' : 'hs_call_external_id'),
    owner: value('hubspot_owner_id') || null,
    links: links.map(({ id }) => id),
    startedAt: new Date(Number(value('hs_timestamp'))).toISOString(),
    talkSeconds: Math.round(Number(value('hs_call_duration')) / 1_000),
    leadId: value('ringside_lead_id') || null,
    tags: value('ringside_tags') === '' ? [] : value('ringside_tags').split('; '),
    recorded: value('ringside_recorded') === 'true',
  };
}
