import { afterEach, describe, expect, test } from 'vitest';
import type { ContactPage } from '../../src/crm/contract.ts';
import type { MirroredContact } from '../../src/model/contact.ts';
import { caught, within } from '../contracts/under-test.ts';
import { openSalesforce, type OpenOptions, type SalesforceUnderTest } from './salesforce-under-test.ts';

let under: SalesforceUnderTest;
const open = async (options: OpenOptions = {}) => (under = await openSalesforce(options));
afterEach(() => under.close());

const minute = 60_000;
const longAgo = Date.UTC(2025, 0);

async function read(cursor: string | null, most = Infinity): Promise<ContactPage[]> {
  const pages: ContactPage[] = [];
  for await (const page of under.connector.contactChanges?.(cursor, within(20_000)) ?? []) {
    pages.push(page);
    if (pages.length >= most) break;
  }
  return pages;
}

/** What a phone index holds after these pages. */
function apply(
  pages: readonly ContactPage[],
  index = new Map<string, MirroredContact>(),
): Map<string, MirroredContact> {
  for (const { upserts, deletes } of pages) {
    for (const { id } of deletes) index.delete(id);
    for (const contact of upserts) index.set(contact.id, contact);
  }
  return index;
}

const lastOf = (pages: readonly ContactPage[]): string => pages.at(-1)?.cursor ?? '';
const names = (pages: readonly ContactPage[]) =>
  pages.flatMap(({ upserts }) => upserts.map(({ name }) => name)).sort();

describe('5,000 contacts', () => {
  const seed = () => {
    // An import gives thousands the same instant.
    for (let n = 0; n < 5_000; n++) {
      const at = longAgo + Math.floor(n / 2_500) * 1_000;
      under.fake.org.put(
        'Contact',
        { Name: `Contact ${String(n)}`, Phone: `+4206${String(10_000_000 + n)}` },
        at,
      );
    }
    for (let n = 0; n < 300; n++) under.fake.org.put('Contact', { Name: 'Without a number' }, longAgo);
  };

  test('come in pages of at most 2,000, each once, with progress', async () => {
    await open();
    seed();
    const pages = await read(null);
    expect(pages.map(({ upserts }) => upserts.length)).toEqual([2_000, 2_000, 1_000, 0]);
    expect(pages.map(({ progress }) => progress)).toEqual([0.4, 0.8, 1, 1]);
    expect(apply(pages).size).toBe(5_000);
    // Three counts, three pages, and one question each for leads and companies.
    expect(under.fake.requests.filter(({ kind }) => kind === 'query')).toHaveLength(8);
  });

  test('go on in another process where the last one stopped', async () => {
    await open();
    seed();
    const begun = await read(null, 1);
    under.connector = under.reopen();
    const rest = await read(lastOf(begun));
    expect(rest.map(({ upserts }) => upserts.length)).toEqual([2_000, 1_000, 0]);
    expect(apply([...begun, ...rest]).size).toBe(5_000);
  });

  test('that change and go meanwhile are right in the end', async () => {
    await open();
    seed();
    const begun = await read(null, 1);
    const { org } = under.fake;
    const [left = '', renamed = '', silenced = ''] = org.rows('Contact').map(({ Id }) => String(Id));
    org.remove('Contact', left);
    org.change('Contact', renamed, { Name: 'Renamed' });
    org.change('Contact', silenced, { Phone: null });
    const first = [...begun, ...(await read(lastOf(begun)))];
    const pages = [...first, ...(await read(lastOf(first)))];
    const index = apply(pages);
    expect(index.has(left)).toBe(false);
    expect(index.get(renamed)?.name).toBe('Renamed');
    expect(index.get(silenced)?.phones).toEqual([]);
    expect([...index.values()].filter(({ phones }) => phones.length > 0)).toHaveLength(4_998);
  });
});

describe('later runs', () => {
  test('tell of what is new only, in two questions for each object', async () => {
    await open();
    under.fake.org.put(
      'Contact',
      { Name: 'Karel', Phone: '591 166 223', MobilePhone: '602 123 456' },
      longAgo,
    );
    const first = await read(null);
    expect(names(first)).toEqual(['Karel']);
    expect(first[0]?.upserts[0]).toMatchObject({
      type: 'contact',
      country: 'CZ',
      changedAt: longAgo,
      phones: [
        { number: '602 123 456', label: 'Mobile phone' },
        { number: '591 166 223', label: 'Phone' },
      ],
    });
    under.fake.requests.length = 0;
    expect(names(await read(lastOf(first)))).toEqual([]);
    expect(under.fake.requests.map(({ kind }) => kind).sort()).toEqual([
      'deleted',
      'deleted',
      'deleted',
      'query',
      'query',
      'query',
    ]);
  });

  test('tell an American number so that it can be read in another country', async () => {
    await open();
    under.fake.org.put('Contact', { Name: 'John', Phone: '(415) 555-2671', HomePhone: 'ask' }, longAgo);
    const [page] = await read(null);
    expect(page?.upserts[0]?.phones).toEqual([
      { number: '+14155552671', label: 'Phone' },
      { number: 'ask', label: 'Home phone' },
    ]);
  });

  test('take a lead that became a contact for gone', async () => {
    await open();
    const lead = under.fake.org.put(
      'Lead',
      { Name: 'John', Company: 'Smith', Phone: '+14155552671', IsConverted: false },
      longAgo,
    );
    const first = await read(null);
    expect(names(first)).toEqual(['John']);
    under.fake.org.change('Lead', lead, { IsConverted: true });
    const later = await read(lastOf(first));
    expect(later.flatMap(({ deletes }) => deletes)).toEqual([{ type: 'lead', id: lead }]);
    expect(names(later)).toEqual([]);
  });

  test('tell of no deletion twice: the record may have been brought back', async () => {
    await open();
    const id = under.fake.org.put('Contact', { Name: 'Karel', Phone: '591 166 223' }, longAgo);
    const first = await read(null);
    under.fake.org.remove('Contact', id);
    const second = await read(lastOf(first));
    expect(second.flatMap(({ deletes }) => deletes)).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const third = await read(lastOf(second));
    expect((await read(lastOf(third))).flatMap(({ deletes }) => deletes)).toEqual([]);
  });

  test('start again when they slept longer than Salesforce remembers deletions', async () => {
    let now = Date.now();
    await open({ clock: () => now });
    const gone = under.fake.org.put('Contact', { Name: 'Gone', Phone: '591 166 223' }, longAgo);
    under.fake.org.put('Contact', { Name: 'Karel', Phone: '591 166 224' }, longAgo);
    const first = await read(null);
    under.fake.org.remove('Contact', gone);
    now += 14 * 24 * 60 * minute;
    expect((await read(lastOf(first))).some(({ reset }) => reset)).toBe(false);

    now += 2 * 24 * 60 * minute;
    const again = await read(lastOf(first));
    expect(again[0]).toMatchObject({ reset: true, upserts: [], deletes: [], progress: 0 });
    expect(names(again)).toEqual(['Karel']);
    // Once is enough, also when the run is cut short and goes on from a page of its own.
    expect((await read(again[0]?.cursor ?? null)).some(({ reset }) => reset)).toBe(false);
    expect((await read(lastOf(again))).some(({ reset }) => reset)).toBe(false);
  });

  test('leave the last minute to the next run: long transactions show their rows late', async () => {
    let now = Date.now();
    await open({ settleMs: minute, clock: () => now });
    under.fake.org.put('Contact', { Name: 'Now', Phone: '591 166 223' });
    const first = await read(null);
    expect(names(first)).toEqual([]);
    now += minute + 1_000;
    expect(names(await read(lastOf(first)))).toEqual(['Now']);
  });
});

test('a cursor that is none is refused', async () => {
  await open();
  expect((await caught(read('{"v":2}'))).code).toBe('rejected');
  expect((await caught(read('x'))).code).toBe('rejected');
});
