import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChoices, type Choices } from '../../src/lookup/choices.ts';
import { createPhoneIndex } from '../../src/lookup/phone-index.ts';
import type { ChosenRecord, Match } from '../../src/model/contact.ts';
import { openSqlite, type Db, type OpenSqlite } from '../../src/store/database.ts';
import { createSqliteHotStore } from '../../src/store/hot-sqlite.ts';
import type { NewRow } from '../../src/store/schema.ts';
import { describeEachDatabase } from '../support/databases.ts';

const number = '+420591166223';
const other = '+420777000222';
const connections = new Map([
  ['k1', 'sales'],
  ['k2', 'support'],
]);
const named = {
  connectionName: (id: string) => connections.get(id) ?? null,
  connectionId: (name: string) => [...connections].find(([, one]) => one === name)?.[0] ?? null,
};

const row = (id: string, change: Partial<NewRow<'phone_index'>> = {}): NewRow<'phone_index'> => ({
  ...{ e164: number, connection_id: 'k1', record_type: 'contact', record_id: id, label: 'Mobile' },
  ...{ name: `Name of ${id}`, company: null, owner_id: `owner of ${id}`, changed_at: 1 },
  ...change,
});

describe('the phone index', () => {
  let store: OpenSqlite;
  /** Names of connections whose CRM may know more. */
  let knowingMore: string[];
  beforeAll(async () => {
    store = await openSqlite(':memory:');
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    knowingMore = [];
    await store.db.deleteFrom('phone_index').execute();
    await store.db.deleteFrom('chosen_matches').execute();
  });

  const choices = (): Choices => createChoices({ db: store.db, ...named });
  const lookup = (numbers: string[]) =>
    createPhoneIndex({
      hot: createSqliteHotStore(store),
      choices: choices(),
      connection(id) {
        const name = connections.get(id);
        const neverMatch = { numbers: [], companies: ['Our own s.r.o.'], records: [] };
        if (name === undefined) return null;
        return { name, recordUrl: (ref) => `https://crm/${ref.type}/${ref.id}`, neverMatch };
      },
      worthAsking: (knownBy) => knowingMore.some((name) => !knownBy.has(name)),
    }).lookup(store.db, numbers);
  const insert = (...rows: NewRow<'phone_index'>[]) =>
    store.db.insertInto('phone_index').values(rows).execute();

  it('knows no caller in what an admin never wants to see as one', async () => {
    await insert(row('a', { company: 'Our own s.r.o.' }));
    knowingMore = ['support'];
    expect((await lookup([number])).get(number)).toMatchObject({ lookup: 'pending', matches: [] });
  });

  it('shows the company first where many share its number, however long ago it was changed', async () => {
    const people = Array.from({ length: 50 }, (_, at) => row(`p${String(at)}`, { changed_at: 1_000 + at }));
    await insert(...people, row('novak', { record_type: 'account', changed_at: 1 }));
    const matches = (await lookup([number])).get(number)?.matches ?? [];
    expect(matches).toHaveLength(20);
    expect(matches.slice(0, 2).map(({ id }) => id)).toEqual(['novak', 'p49']);
  });

  it('answers with everything a match says', async () => {
    await insert(row('a', { company: 'Novák s.r.o.' }));
    expect((await lookup([number])).get(number)).toEqual({
      lookup: 'done',
      chosen: [],
      matches: [
        {
          ...{ connection: 'sales', type: 'contact', id: 'a', name: 'Name of a', company: 'Novák s.r.o.' },
          ...{ url: 'https://crm/contact/a', ownerId: 'owner of a', matchedOn: 'Mobile' },
        },
      ],
    });
  });

  it('puts what was changed last first, over all connections, and knows a bound', async () => {
    const many = Array.from({ length: 30 }, (_, at) => row(String(at), { changed_at: at }));
    await insert(...many, row('newest', { connection_id: 'k2', changed_at: 99 }));
    const matches = (await lookup([number])).get(number)?.matches ?? [];
    expect(matches).toHaveLength(20);
    expect(matches.slice(0, 3).map(({ id }) => id)).toEqual(['newest', '29', '28']);
  });

  it('answers for each of many numbers', async () => {
    await insert(row('a'), row('b', { e164: other }));
    const known = await lookup([number, other, '+420601000000']);
    expect([...known].map(([e164, { matches }]) => [e164, matches.map(({ id }) => id)])).toEqual([
      [number, ['a']],
      [other, ['b']],
      ['+420601000000', []],
    ]);
    expect((await lookup([])).size).toBe(0);
  });

  it('sends on to the CRMs what it does not know, where one may know more', async () => {
    await insert(row('a'));
    knowingMore = ['sales'];
    const known = await lookup([number, other]);
    expect([known.get(number)?.lookup, known.get(other)?.lookup]).toEqual(['done', 'pending']);
    knowingMore = ['sales', 'support'];
    expect((await lookup([number])).get(number)).toMatchObject({ lookup: 'pending', matches: [{ id: 'a' }] });
    knowingMore = [];
    expect((await lookup([other])).get(other)?.lookup).toBe('done');
  });

  it('is silent about connections that are gone', async () => {
    await insert(row('a', { connection_id: 'gone' }));
    expect((await lookup([number])).get(number)?.matches).toEqual([]);
  });

  it('tells which of several was chosen, and not where there is nothing to choose', async () => {
    await choices().choose(number, { connection: 'sales', type: 'contact', id: 'b' }, 'eva', 1);
    await insert(row('b'));
    expect((await lookup([number])).get(number)?.chosen).toEqual([]);
    await insert(row('a'));
    expect((await lookup([number])).get(number)?.chosen).toEqual([
      { connection: 'sales', type: 'contact', id: 'b' },
    ]);
  });
});

describeEachDatabase('choices among several records', (open) => {
  let db: Db;
  let choices: Choices;
  beforeAll(async () => {
    ({ db } = await open());
    choices = createChoices({ db, ...named });
  });
  beforeEach(() => db.deleteFrom('chosen_matches').execute());

  const record = (connection: string, id: string): ChosenRecord => ({ connection, type: 'contact', id });
  const among = (...records: ChosenRecord[]): Match[] =>
    records.map((one) => ({ ...one, name: '', company: null, url: '', ownerId: null, matchedOn: '' }));
  const [a, b, c] = [record('sales', 'a'), record('sales', 'b'), record('support', 'c')];

  it('are remembered for the number, the latest of each connection', async () => {
    await choices.choose(number, a, 'eva', 1);
    await choices.choose(number, b, 'jan', 2);
    expect(await choices.of(db, number, among(a, b, c))).toEqual([b]);
    expect(await choices.of(db, other, among(a, b, c))).toEqual([]);
  });

  it('of different connections stand side by side, as far as they are still there', async () => {
    await choices.choose(number, c, 'eva', 1);
    await choices.choose(number, a, 'eva', 2);
    expect(await choices.of(db, number, among(a, b, c))).toEqual([a, c]);
    expect(await choices.of(db, number, among(b, c))).toEqual([c]);
    expect(await choices.of(db, number, among(b))).toEqual([]);
  });

  it('are read inside a transaction as well', async () => {
    await choices.choose(number, a, null, 1);
    expect(await db.transaction().execute((trx) => choices.of(trx, number, among(a, b)))).toEqual([a]);
  });

  it('of a connection that is gone are forgotten', async () => {
    await choices.choose(number, record('closed', 'a'), 'eva', 1);
    expect(await choices.of(db, number, among(a))).toEqual([]);
  });
});
