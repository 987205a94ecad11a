import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { ContactPage, Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { archivedPlace, readArchived } from './archived.ts';
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
const position = archivedPlace.extend({
  /** Contacts changed before are in the index. */
  since: z.number(),
  /** When this was read. */
  readAt: z.number(),
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
  // Three times the lag: HubSpot's clock need not be ours.
  const overlapMs = 3 * options.searchLagMs;
  let complete: { since: number; readAt: number } | null = null;

  /** From the beginning everybody is told, also those who were told before. */
  function beginAgain(): number {
    told.clear();
    complete = null;
    return 0;
  }

  function startOf({ since, readAt }: Position): number {
    // A run that was cut short may have left others of the same moment; a whole one has not.
    const next = complete?.since === since ? since + 1 : since;
    // What changed long before it was read was in the index by then; what changed just before may have come since.
    return Math.max(0, Math.min(next, Math.max(readAt, complete?.readAt ?? 0) - overlapMs));
  }

  async function* deletions(at: Position, start: number, x: Ctx): AsyncGenerator<ContactPage> {
    const archived = await readArchived(options.api, at, { now: start, overlapMs }, x);
    const gone = archived.gone.filter(({ id, archivedAt = '' }) => told.get(id) !== archivedAt);
    // Of a list that was read to its end and tells nothing new, nothing need be kept.
    if (gone.length === 0 && archived.place.archivedAfter === at.archivedAfter) return;
    const deletes = gone.map(({ id }) => ({ type: 'contact', id }));
    const cursor = JSON.stringify({ ...at, ...archived.place });
    yield { upserts: [], deletes, cursor, progress: null };
    for (const { id, archivedAt = '' } of gone) told.set(id, archivedAt);
  }

  return async function* (cursor, x) {
    const start = options.clock();
    let at = readCursor(cursor) ?? firstPosition(start);
    const from = cursor === null ? beginAgain() : startOf(at);
    for await (const { records, progress } of changedSince(options.api, from, x)) {
      const news = records.filter((contact) => told.get(contact.id) !== versionOf(contact));
      at = { ...at, since: Math.max(at.since, ...records.map(changedAt)), readAt: start };
      if (news.length === 0) continue;
      const upserts = news.map((contact) => asMirrored(contact, options.country));
      yield { upserts, deletes: [], cursor: JSON.stringify(at), progress };
      // Whoever comes back for more has stored this page.
      for (const contact of news) told.set(contact.id, versionOf(contact));
    }
    complete = { since: at.since, readAt: start };
    // On the first run nobody is in the index yet who could have to leave it.
    if (cursor !== null) yield* deletions(at, start, x);
  };
}

function firstPosition(start: number): Position {
  return { since: 0, readAt: 0, archivedSince: start, archivedAfter: null, archivedBegan: 0 };
}

function readCursor(cursor: string | null): Position | null {
  if (cursor === null) return null;
  try {
    return position.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new ConnectorError('rejected', 'This is no cursor of a HubSpot mirror', { cause });
  }
}

function versionOf({ properties }: HubspotRecord): string {
  return properties['lastmodifieddate'] ?? '';
}

interface Changed {
  records: HubspotRecord[];
  /** 0..1 of all that changed; null: not known. */
  progress: number | null;
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
      yield { records, progress: all === 0 ? null : Math.min(1, (before + seen) / all) };
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
      yield { records, progress: null };
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
