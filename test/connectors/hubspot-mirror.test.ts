import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connector, ContactPage } from '../../src/crm/contract.ts';
import { anna, caught, karel, within } from '../contracts/under-test.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { addContact, openHubspot, openUnderTest, type HubspotUnderTest } from './hubspot-under-test.ts';

let under: HubspotUnderTest;
let connector: Connector;
beforeEach(async () => {
  // Nobody wants to wait for 12,000 contacts at 5 searches a second.
  under = await openUnderTest({ limits: { searches: 1_000 } });
  connector = openHubspot(under.fake, {}, { searchesPerSecond: 1_000 });
});
afterEach(() => under.close());

const changes = async (cursor: string | null, from = connector): Promise<ContactPage[]> => {
  const pages = [];
  for await (const page of from.contactChanges?.(cursor, within(110_000)) ?? []) pages.push(page);
  return pages;
};
const ids = (pages: readonly ContactPage[]) => pages.flatMap(({ upserts }) => upserts.map(({ id }) => id));
const fill = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    addContact(under.fake, {
      name: `N ${String(n)}`,
      company: null,
      phone: `+420${String(600_000_000 + n)}`,
    }),
  );

test(
  '12,000 contacts, each once, past the 10,000 of one query; then who is gone',
  { timeout: 120_000 },
  async () => {
    const contacts = fill(12_000);
    const pages = await changes(null);
    expect(new Set(ids(pages)).size).toBe(12_000);
    expect(ids(pages)).toHaveLength(12_000);
    expect(Math.max(...pages.map(({ upserts }) => upserts.length))).toBeLessThanOrEqual(200);
    const progress = pages.map((page) => page.progress ?? 0);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);

    const cursor = pages.at(-1)?.cursor ?? null;
    const gone = contacts.slice(0, 250).map(({ id }) => id);
    for (const id of gone) under.fake.account.archive('contacts', id);
    const later = await changes(cursor);
    expect(later.flatMap(({ deletes }) => deletes.map(({ id }) => id)).sort()).toEqual(gone.sort());
    expect(ids(later)).toEqual([]);
  },
);

test(
  'an import that changed 10,500 contacts in the same millisecond loses none',
  { timeout: 120_000 },
  async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    for (const contact of fill(10_500)) contact.properties['lastmodifieddate'] = at;
    addContact(under.fake, karel);
    expect(new Set(ids(await changes(null))).size).toBe(10_501);
  },
);

test('of many who were archived each run reads some, and in the end all are known', async () => {
  const contacts = fill(1_300);
  for (const { id } of contacts.slice(0, 100)) under.fake.account.archive('contacts', id);
  let cursor = (await changes(null)).at(-1)?.cursor ?? null;
  for (const { id } of contacts.slice(100)) under.fake.account.archive('contacts', id);
  const gone = new Set<string>();
  for (let run = 1; run <= 3; run += 1) {
    const before = under.fake.requests.length;
    const pages = await changes(cursor, openHubspot(under.fake, {}, { searchesPerSecond: 1_000 }));
    cursor = pages.at(-1)?.cursor ?? cursor;
    for (const { deletes } of pages) for (const { id } of deletes) gone.add(id);
    const listed = under.fake.requests.slice(before).filter(({ route }) => route === 'contacts.list');
    expect(listed.length).toBeLessThanOrEqual(5);
  }
  expect(contacts.slice(100).filter(({ id }) => !gone.has(id))).toEqual([]);
});

test('a run that was cut short goes on where its last page was stored', async () => {
  fill(500);
  const iterator = connector.contactChanges?.(null, within())[Symbol.asyncIterator]();
  const first: IteratorResult<ContactPage> | undefined = await iterator?.next();
  if (first?.done !== false) throw new Error('there was no page');
  const rest = await changes(first.value.cursor, openHubspot(under.fake));
  expect(new Set([...ids([first.value]), ...ids(rest)]).size).toBe(500);
});

test('a page that could not be stored is told again', async () => {
  await under.seed([karel]);
  const failing = async () => {
    for await (const page of connector.contactChanges?.(null, within()) ?? []) {
      throw new Error(`disk full: ${page.cursor}`);
    }
  };
  await expect(failing()).rejects.toThrow('disk full');
  expect(ids(await changes(null))).toHaveLength(1);
});

test('a contact that the index knew late is not missed', async () => {
  const [seen, late] = [addContact(under.fake, karel), addContact(under.fake, anna)];
  // Changed before the other one, and known to searches only later.
  late.properties['lastmodifieddate'] = new Date(seen.updatedAt - 50).toISOString();
  late.indexedAt = Date.now() + 300;
  const first = await changes(null);
  expect(ids(first)).toEqual([seen.id]);
  await new Promise((resolve) => setTimeout(resolve, 320));
  expect(ids(await changes(first.at(-1)?.cursor ?? null))).toEqual([late.id]);
});

test('a cursor of something else is refused', async () => {
  expect((await caught(changes('page 7'))).code).toBe('rejected');
});

test('HubSpot’s failure ends the run as one of the core’s errors', async () => {
  await under.seed([karel]);
  under.fake.fail({ fault: answering(503), only: ['contacts.search'] });
  expect((await caught(changes(null))).code).toBe('unavailable');
});
