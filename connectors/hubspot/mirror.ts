import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { ContactPage, Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { asMirrored, changedAt, contactProperties } from './contacts.ts';
import { above, atLeast, equals, searchBody, type Search } from './filters.ts';
import { recordPage, type HubspotRecord } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';

const pageSize = 200;
/** HubSpot gives no more than this for one query (developers.hubspot.com, search). */
const searchLimit = 10_000;
/** Contacts told of lately, so that reading again over the index's lag tells nobody twice. */
const rememberedContacts = 50_000;

/** Where a mirror is. Times are epoch ms. */
const position = z.object({
  /** Contacts changed before are in the index. */
  since: z.number(),
  /** Deletions before are known. */
  archivedSince: z.number(),
});
type Position = z.infer<typeof position>;

export interface MirrorOptions {
  api: HubspotApi;
  /** ISO alpha-2 for numbers without `+`. */
  country: string | null;
  /** How long the search index may lag behind a change. */
  searchLagMs: number;
  clock: () => number;
}

export type ContactChanges = (cursor: string | null, x: Ctx) => AsyncIterable<ContactPage>;

/** The mirror of the contacts: a first run over all, then what changed, then who is gone. */
export function createContactChanges(options: MirrorOptions): ContactChanges {
  const told = new LRUCache<string, string>({ max: rememberedContacts });
  return async function* (cursor, x) {
    const start = options.clock();
    let at = readCursor(cursor) ?? { since: 0, archivedSince: start };
    const from = Math.max(0, at.since - options.searchLagMs);
    for await (const { records, total } of changedSince(options.api, from, x)) {
      const news = records.filter((contact) => isNews(told, contact));
      at = { ...at, since: Math.max(at.since, ...records.map(changedAt)) };
      if (news.length === 0) continue;
      const upserts = news.map((contact) => asMirrored(contact, options.country));
      yield { upserts, deletes: [], cursor: JSON.stringify(at), progress: total };
    }
    // On the first run nobody is in the index yet who could have to leave it.
    if (cursor === null) return;
    const deletes = await goneSince(options.api, at.archivedSince - options.searchLagMs, told, x);
    at = { ...at, archivedSince: start };
    if (deletes.length > 0) yield { upserts: [], deletes, cursor: JSON.stringify(at), progress: null };
  };
}

function readCursor(cursor: string | null): Position | null {
  if (cursor === null) return null;
  try {
    return position.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new ConnectorError('rejected', 'This is no cursor of a HubSpot mirror', { cause });
  }
}

function isNews(told: LRUCache<string, string>, { id, properties }: HubspotRecord): boolean {
  const version = properties['lastmodifieddate'] ?? '';
  const before = told.get(id);
  told.set(id, version);
  return before !== version;
}

interface Changed {
  records: HubspotRecord[];
  /** 0..1 of all that changed. */
  total: number | null;
}

/**
 * In the order of their last change. A query ends after 10,000 contacts: the next one starts at the last change seen,
 * and tells those of that very moment again.
 */
async function* changedSince(api: HubspotApi, from: number, x: Ctx): AsyncGenerator<Changed> {
  const byChange = { propertyName: 'lastmodifieddate', direction: 'ASCENDING' } as const;
  let since = from;
  let before = 0;
  for (;;) {
    const search = { anyOf: [[atLeast('lastmodifieddate', String(since))]], sort: byChange };
    let seen = 0;
    let last = since;
    for await (const { records, total } of pagesOf(api, search, x)) {
      seen += records.length;
      last = Math.max(last, ...records.map(changedAt));
      const all = before + total;
      yield { records, total: all === 0 ? null : Math.min(1, (before + seen) / all) };
    }
    if (seen < searchLimit) return;
    before += seen;
    if (last === since) {
      yield* changedAtOnce(api, since, x);
      last = since + 1;
    }
    since = last;
  }
}

/** An import gives more contacts than one query can tell the same time of change: they are told by id. */
async function* changedAtOnce(api: HubspotApi, at: number, x: Ctx): AsyncGenerator<Changed> {
  let lastId = '0';
  for (;;) {
    const anyOf = [[equals('lastmodifieddate', String(at)), above('hs_object_id', lastId)]];
    const sort = { propertyName: 'hs_object_id', direction: 'ASCENDING' } as const;
    let seen = 0;
    for await (const { records } of pagesOf(api, { anyOf, sort }, x)) {
      seen += records.length;
      lastId = records.at(-1)?.id ?? lastId;
      yield { records, total: null };
    }
    if (seen < searchLimit) return;
  }
}

const totalOf = recordPage.extend({ total: z.number().optional() });

async function* pagesOf(
  api: HubspotApi,
  search: Pick<Search, 'anyOf' | 'sort'>,
  x: Ctx,
): AsyncGenerator<{ records: HubspotRecord[]; total: number }> {
  let after: string | undefined = '0';
  while (after !== undefined && Number(after) < searchLimit) {
    const body = searchBody({ ...search, properties: contactProperties, limit: pageSize, after });
    const request = {
      kind: 'read',
      method: 'POST',
      path: paths.search('contacts'),
      body,
      search: true,
    } as const;
    const page: z.infer<typeof totalOf> = await api.ask(request, totalOf, x);
    if (page.results.length === 0) return;
    yield { records: page.results, total: page.total ?? page.results.length };
    after = page.paging?.next?.after;
  }
}

/** Archived contacts come by id, not by date, so that all of them are looked through: 100 to a request. */
async function goneSince(
  api: HubspotApi,
  since: number,
  told: LRUCache<string, string>,
  x: Ctx,
): Promise<RecordRef[]> {
  const gone: RecordRef[] = [];
  let after: string | undefined;
  do {
    const qs = { archived: 'true', limit: '100', ...(after === undefined ? {} : { after }) };
    const request = { kind: 'read', path: paths.records('contacts'), qs } as const;
    const page: z.infer<typeof recordPage> = await api.ask(request, recordPage, x);
    for (const { id, archivedAt = '' } of page.results) {
      if (Date.parse(archivedAt) < since || told.get(id) === archivedAt) continue;
      told.set(id, archivedAt);
      gone.push({ type: 'contact', id });
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return gone;
}
