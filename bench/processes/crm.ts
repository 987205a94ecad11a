import { z } from 'zod';
import { createHubspot } from '../../connectors/hubspot/connector.ts';
import { answering } from '../../test/fakes/hubspot/faults.ts';
import { tooMany } from '../../test/fakes/hubspot/limits.ts';
import { startFakeHubspot } from '../../test/fakes/hubspot/server.ts';
import { startFakeSalesforce } from '../../test/fakes/salesforce/server.ts';
import { quantile } from '../report/statistics.ts';
import { contactNumber } from '../world/people.ts';
import { answerAsked } from './ask.ts';

/** The process that is a CRM, as far as its vendor's documents say what that is. */

/** What befalls one request. */
type Trouble = 'slow' | 'too many' | 'unavailable';
type Purpose = 'lookup' | 'log' | 'mirror';

interface Crm {
  settings: object;
  add(from: number, to: number): void;
  trouble(next: (() => Trouble | null) | null): void;
  /** Requests so far, by what they were for. */
  purposes(): Purpose[];
  /** Keys of the calls it holds. */
  keys(): { key: string; linked: boolean }[];
  /** One request, as short as they come, that takes the time all take now. */
  probe(): Promise<Response>;
}

const slowMs = 20;
const longAgo = Date.UTC(2026, 0);

async function startSalesforce(): Promise<Crm> {
  const fake = await startFakeSalesforce();
  fake.slowMs = slowMs;
  const { org } = fake;
  const { clientId, clientSecret } = fake.oauth.app;
  const effects = { slow: 'slow', 'too many': 'too_many_retry_after', unavailable: 'unavailable' } as const;
  return {
    settings: {
      host: fake.url,
      auth: { method: 'client_credentials', clientId, clientSecret },
      defaultCountry: 'CZ',
    },
    add(from, to) {
      for (let n = from; n < to; n++)
        org.put('Contact', { Name: `Contact ${n}`, LastName: `${n}`, Phone: contactNumber(n) }, longAgo + n);
    },
    trouble(next) {
      const weather = (): (typeof effects)[Trouble] | null => {
        const trouble = next?.() ?? null;
        return trouble === null ? null : effects[trouble];
      };
      fake.faults.weather((kind) => (next === null || kind === 'token' ? null : weather()));
    },
    purposes: () =>
      fake.requests.map(({ kind, path }) => {
        if (kind === 'search') return 'lookup';
        return kind === 'deleted' || /FROM(\+|%20)(Contact|Lead|Account)\b/.test(path) ? 'mirror' : 'log';
      }),
    keys: () =>
      org
        .rows('Task')
        .map((task) => ({ key: String(task['Ringside_Key__c']), linked: typeof task['WhoId'] === 'string' })),
    probe: () => fetch(`${fake.url}/services/data/v64.0/limits`),
  };
}

async function startHubspot(): Promise<Crm> {
  const fake = await startFakeHubspot({ limits: { tenSecondly: 190 } });
  const { url, serviceKey, account } = fake;
  const settings = { portalId: account.portalId, serviceKey, defaultCountry: 'CZ', apiUrl: url, appUrl: url };
  await setUp(settings);
  fake.requests.length = 0;
  const faults = {
    slow: { do: 'slow', ms: slowMs },
    'too many': { do: 'answer', reply: tooMany('SECONDLY', { 'Retry-After': '1' }) },
    unavailable: answering(503),
  } as const;
  return {
    settings,
    add(from, to) {
      for (let n = from; n < to; n++)
        account.add('contacts', { firstname: 'Contact', lastname: String(n), phone: contactNumber(n) }, 0);
    },
    trouble(next) {
      fake.weather(() => {
        const trouble = next?.() ?? null;
        return trouble === null ? null : faults[trouble];
      });
    },
    purposes: () =>
      fake.requests.map(({ route, body }) => {
        if (!route.startsWith('contacts.')) return 'log';
        return JSON.stringify(body).includes('hs_searchable_calculated') ? 'lookup' : 'mirror';
      }),
    keys: () =>
      account.live('calls').map(({ properties, links }) => ({
        key: properties['ringside_key'] ?? '',
        linked: links.length > 0,
      })),
    probe: () => fetch(`${url}/crm/owners/2026-03`, { headers: { authorization: `Bearer ${serviceKey}` } }),
  };
}

/** What an admin does once: the check makes the properties that are missing. */
async function setUp(settings: object): Promise<void> {
  const hubspot = createHubspot();
  const quiet = { info: () => undefined, warn: () => undefined };
  const tokens = { get: () => Promise.resolve(null), set: () => Promise.resolve() };
  const connector = hubspot.open(hubspot.settings.parse(settings), {
    ...{ connection: 'crm', tokens, log: quiet, fetch, publicUrl: 'http://localhost' },
  });
  const ms = 10_000;
  await connector.check({ signal: AbortSignal.timeout(ms), deadline: new Date(Date.now() + ms) });
}

/** So many requests in any second and every third one refused, by 429 and 503 in turn. */
function hardTimes(perSecond: number): () => Trouble | null {
  const recent: number[] = [];
  let asked = 0;
  return () => {
    const now = performance.now();
    while (recent[0] !== undefined && recent[0] <= now - 1_000) recent.shift();
    recent.push(now);
    asked += 1;
    if (recent.length > perSecond) return 'too many';
    if (asked % 3 !== 0) return null;
    return asked % 2 === 0 ? 'too many' : 'unavailable';
  };
}

let crm: Crm | null = null;
const open = (): Crm => {
  if (crm === null) throw new Error('the CRM was not started');
  return crm;
};

answerAsked({
  async start(parameters) {
    const { product } = z.object({ product: z.enum(['salesforce', 'hubspot']) }).parse(parameters);
    crm = await (product === 'salesforce' ? startSalesforce() : startHubspot());
    return { settings: crm.settings };
  },
  add(parameters) {
    const { from, to } = z.object({ from: z.number(), to: z.number() }).parse(parameters);
    open().add(from, to);
  },
  mood(parameters) {
    const { mood } = z.object({ mood: z.enum(['fine', 'slow', 'hard times']) }).parse(parameters);
    open().trouble(mood === 'fine' ? null : mood === 'slow' ? () => 'slow' : hardTimes(5));
  },
  asked() {
    const purposes = open().purposes();
    const of = (purpose: Purpose): number => purposes.filter((one) => one === purpose).length;
    return { lookup: of('lookup'), log: of('log'), mirror: of('mirror') };
  },
  async trip() {
    const times = [];
    for (let n = 0; n < 30; n++) {
      const askedAt = performance.now();
      await (await open().probe()).text();
      times.push(performance.now() - askedAt);
    }
    return { ms: quantile(times, 0.5) };
  },
  holds() {
    const keys = open().keys();
    return {
      calls: keys.length,
      keys: new Set(keys.map(({ key }) => key)).size,
      linked: keys.filter(({ linked }) => linked).length,
    };
  },
});
