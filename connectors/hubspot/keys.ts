import { LRUCache } from 'lru-cache';
import type { Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { ifFound, type Account, type AccountReader } from './account.ts';
import { bodyHasKey } from './body.ts';
import { equals, hasToken, oneOf, searchBody } from './filters.ts';
import { gather } from './gather.ts';
import { batchAnswer, recordPage, type HubspotRecord } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';
import type { BatchRead } from './sdk.ts';

/** Inputs of one batch, and values of one search. */
export const batchSize = 100;
const rememberedKeys = 20_000;

export const callRef = (id: string): RecordRef => ({ type: 'call', id });

/** Which calls HubSpot has already, by their keys. */
export interface Keys {
  /** What HubSpot has of these, as far as it tells; what was written lately comes from memory. */
  existing(keys: readonly string[], account: Account, x: Ctx): Promise<Map<string, RecordRef>>;
  /**
   * After an unknown outcome. Calls asked at the same moment share a request.
   *
   * @returns null only when the index is sure to know
   * @throws ConnectorError `unavailable` while it may not know yet
   */
  afterDoubt(key: string, x: Ctx): Promise<RecordRef | null>;
  wrote(key: string, ref: RecordRef): void;
  /** A write was sent and its answer was lost. */
  lost(key: string): void;
  /** It was lost so lately that not finding the key proves nothing. */
  isInDoubt(key: string, account: Account): boolean;
}

export interface KeysOptions {
  api: HubspotApi;
  accounts: AccountReader;
  clock: () => number;
  /** How long HubSpot's search index may lag behind its writes. */
  searchLagMs: number;
}

export function createKeys({ api, accounts, clock, searchLagMs }: KeysOptions): Keys {
  const written = new LRUCache<string, RecordRef>({
    max: rememberedKeys,
    ttl: Math.max(600_000, 2 * searchLagMs),
  });
  const doubtful = new LRUCache<string, number>({ max: rememberedKeys });
  // What a process before this one wrote in its last moments may not be in the index yet.
  const openedAt = clock();

  async function existing(
    keys: readonly string[],
    account: Account,
    x: Ctx,
  ): Promise<Map<string, RecordRef>> {
    const found = new Map<string, RecordRef>();
    const asked = keys.filter((key) => {
      const ref = written.get(key);
      if (ref !== undefined) found.set(key, ref);
      return ref === undefined;
    });
    for (const record of await find(api, account, asked, x)) {
      const key = keyOf(record, account, asked);
      // The oldest is the one to keep, should there be two.
      if (key !== undefined && !found.has(key)) found.set(key, callRef(record.id));
    }
    for (const [key, ref] of found) written.set(key, ref);
    return found;
  }

  const together = gather(batchSize, async (keys: readonly string[], x: Ctx) =>
    existing(keys, await accounts.get(x), x),
  );

  /** Epoch ms. A unique property is read from the records themselves, where nothing lags. */
  function certainFrom(writtenAt: number, { key }: Account): number {
    return key?.unique === true ? 0 : writtenAt + searchLagMs;
  }

  async function afterDoubt(key: string, x: Ctx): Promise<RecordRef | null> {
    const found = await together(key, x);
    if (found !== undefined) return found;
    const certainAt = certainFrom(doubtful.get(key) ?? openedAt, await accounts.get(x));
    if (certainAt <= clock()) return null;
    if (certainAt > x.deadline.getTime()) {
      throw new ConnectorError('unavailable', 'HubSpot’s search may not know the call yet');
    }
    await waitUntil(certainAt, clock, x.signal);
    return (await together(key, x)) ?? null;
  }

  return {
    existing,
    afterDoubt,
    wrote(key, ref) {
      written.set(key, ref);
      doubtful.delete(key);
    },
    lost(key) {
      doubtful.set(key, clock());
    },
    isInDoubt(key, account) {
      const lostAt = doubtful.get(key);
      return lostAt !== undefined && certainFrom(lostAt, account) > clock();
    },
  };
}

/** A unique property is read from the records themselves; all else is searched for, in an index that lags. */
async function find(
  api: HubspotApi,
  { key }: Account,
  keys: readonly string[],
  x: Ctx,
): Promise<HubspotRecord[]> {
  if (keys.length === 0) return [];
  if (key?.unique === true) {
    const body: BatchRead = {
      idProperty: key.property,
      inputs: keys.map((id) => ({ id })),
      properties: [key.property],
      propertiesWithHistory: [],
    };
    const path = paths.batch('calls', 'read');
    // 207, or 404 when none is there: the missing keys are errors of this answer, not of ours.
    const none = { results: [], errors: null };
    return (await ifFound(api.ask({ kind: 'read', method: 'POST', path, body }, batchAnswer, x), none))
      .results;
  }
  const filters = key === null ? bodyFilters(keys) : [[keyFilter(key.property, keys)]];
  const found = [];
  for (let at = 0; at < filters.length; at += 5) {
    const body = searchBody({
      anyOf: filters.slice(at, at + 5),
      properties: ['hs_call_body', ...(key === null ? [] : [key.property])],
      sort: { propertyName: 'hs_createdate', direction: 'ASCENDING' },
      limit: 200,
    });
    const request = {
      kind: 'read',
      method: 'POST',
      path: paths.search('calls'),
      body,
      search: true,
    } as const;
    found.push(...(await api.ask(request, recordPage, x)).results);
  }
  return found;
}

/** IN wants strings in small letters (developers.hubspot.com, search): the exact key is checked in what comes. */
function keyFilter(property: string, keys: readonly string[]) {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) return equals(property, only);
  return oneOf(property, [...new Set(keys.map((key) => key.toLowerCase()))]);
}

function bodyFilters(keys: readonly string[]) {
  return keys.map((key) => [hasToken('hs_call_body', key)]);
}

function keyOf(
  { properties }: HubspotRecord,
  { key }: Account,
  asked: readonly string[],
): string | undefined {
  if (key !== null) return asked.find((one) => one === properties[key.property]);
  return asked.find((one) => bodyHasKey(properties['hs_call_body'] ?? null, one));
}

function waitUntil(at: number, clock: () => number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(new ConnectorError('unavailable', 'Given up while waiting for HubSpot’s search'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, at - clock());
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
