import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewJournalRow, Trx } from '../../src/store/hot.ts';
import type { NewRow } from '../../src/store/schema.ts';
import { describeEachDatabase, type TestStore } from '../support/databases.ts';

const event = (change: Partial<NewJournalRow> = {}): NewJournalRow => ({
  ...{ source_id: 's', received_at: 10_000, status: 'accepted', name: 'ring', method: 'GET', raw: 'a=1' },
  ...{ call_id: 'c1', identity: null, bytes_hash: null, event_json: '{}' },
  ...change,
});
const call = (id: string, change: Partial<NewRow<'calls'>> = {}): NewRow<'calls'> => ({
  ...{ id, source_id: 's', state: 'ringing', direction: 'incoming', customer_number: null, started_at: 5 },
  ...{
    settled_at: null,
    due_at: 9,
    sequence: 1,
    lookup: 'done',
    folded_to: 1,
    call_json: '{"a":"\\u0000{,}\\""}',
  },
  ...change,
});
const leg = (key: string, live: number): NewRow<'legs'> => ({
  ...{ call_id: 'c1', leg_key: key, source_id: 's', user_id: 'eva', extension: null, device_id: null },
  ...{ name: 'Eva "the, {best}"', agent_id: null, started_at: 7, live },
});
const repeatMs = 2_000;

describeEachDatabase('the hot statements', (open, kind) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    for (const table of ['journal', 'calls', 'legs', 'phone_index'] as const)
      await store.db.deleteFrom(table).execute();
  });
  const within = async <T>(work: (trx: Trx) => Promise<T>): Promise<T> =>
    (await store.hot.transact(work)).result;
  const append = (...rows: NewJournalRow[]) =>
    within(async (trx) =>
      (await store.hot.appendJournal(trx, rows, repeatMs)).map(({ duplicate }) => duplicate),
    );

  it('an identity is taken once a call: in a batch, and ever after', async () => {
    const one = event({ identity: 'i1' });
    expect(
      await append(one, event({ identity: 'i2' }), one, event({ call_id: 'c2', identity: 'i1' })),
    ).toEqual([...[false, false, true, false]]);
    expect(await append({ ...one, received_at: 99_000_000 })).toEqual([true]);
  });

  it('bytes without an identity are repeats within two seconds, and only of what was accepted', async () => {
    const bytes = event({ bytes_hash: 'h' });
    expect(await append(bytes, { ...bytes, received_at: 11_999 }, { ...bytes, received_at: 12_000 })).toEqual(
      [...[false, true, false]],
    );
    expect(await append({ ...bytes, received_at: 13_000 }, { ...bytes, received_at: 14_000 })).toEqual([
      true,
      false,
    ]);
    const refused = event({ bytes_hash: 'r', status: 'rejected' });
    expect(await append(refused, refused)).toEqual([false, false]);
    expect(await append(refused)).toEqual([false]);
  });

  it('rows keep their order and what they hold; of a repeat stays that it came', async () => {
    const given = [
      event({ raw: '1' }),
      event({ identity: 'i', raw: '{"2",}' }),
      event({ identity: 'i', raw: '3' }),
    ];
    const appended = await within((trx) => store.hot.appendJournal(trx, given, repeatMs));
    expect(appended.map(({ id }) => id)).toEqual(appended.map(({ id }) => id).sort((a, b) => a - b));
    const rows = await store.db.selectFrom('journal').selectAll().orderBy('id').execute();
    expect(rows.map(({ id, raw, status, event_json: json }) => ({ id, raw, status, json }))).toEqual([
      { id: appended[0]?.id, raw: '1', status: 'accepted', json: '{}' },
      { id: appended[1]?.id, raw: '{"2",}', status: 'accepted', json: '{}' },
      { id: appended[2]?.id, raw: '3', status: 'duplicate', json: null },
    ]);
  });

  it('answers the accepted entries of each call, oldest first, before an id and no more than asked', async () => {
    const rows = ['c1', 'c2', 'c1', 'c1', 'c2'].map((id) => event({ call_id: id }));
    const ids = await within((trx) =>
      store.hot.appendJournal(trx, [...rows, event({ status: 'rejected' })], repeatMs),
    );
    const [first, second, third, fourth, fifth] = ids.map(({ id }) => id);
    const asked = new Map([
      ['c1', fourth ?? 0],
      ['c2', Number.MAX_SAFE_INTEGER],
      ['c3', 9],
    ]);
    const entries = async (limit: number) => {
      const found = await within((trx) => store.hot.entriesOf(trx, asked, limit));
      return ['c1', 'c2', 'c3'].map((id) => (found.get(id) ?? []).map((entry) => entry.id));
    };
    expect(await entries(9)).toEqual([[first, third], [second, fifth], []]);
    expect(await entries(1)).toEqual([[first], [second], []]);
  });

  it('saves calls and legs, and saves them again', async () => {
    await within(async (trx) => {
      await store.hot.saveCalls(trx, [call('c1'), call('c2')]);
      await store.hot.saveLegs(trx, [leg('1', 1), leg('2', 1)]);
      await store.hot.saveLegs(trx, []);
    });
    await within(async (trx) => {
      await store.hot.saveCalls(trx, [call('c2', { state: 'ended', due_at: null, sequence: 2 })]);
      await store.hot.saveLegs(trx, [leg('2', 0)]);
    });
    const loaded = await within((trx) => store.hot.loadCalls(trx, ['c1', 'c2', 'c3']));
    expect([...loaded].sort()).toEqual([
      ['c1', call('c1')],
      ['c2', call('c2', { state: 'ended', due_at: null, sequence: 2 })],
    ]);
    expect(await store.db.selectFrom('legs').selectAll().orderBy('leg_key').execute()).toEqual([
      ...[leg('1', 1), leg('2', 0)],
    ]);
  });

  it('finds who has a number, latest change first', async () => {
    const row = (id: string, changed: number) => ({
      ...{ e164: '+420591', connection_id: 'k', record_type: 'contact', record_id: id, label: 'Mobile' },
      ...{ name: 'N', company: null, owner_id: null, changed_at: changed, generation: 0 },
    });
    await store.db
      .insertInto('phone_index')
      .values([row('old', 1), row('new', 3), row('mid', 2)])
      .execute();
    const found = await store.hot.findNumbers(store.db, ['+420591', '+420591', '+1'], 2);
    expect([...found]).toEqual([['+420591', [row('new', 3), row('mid', 2)]]]);
  });

  it('leaves nothing of a transaction that failed', async () => {
    const failing = store.hot.transact(async (trx) => {
      await store.hot.saveCalls(trx, [call('c1')]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.db.selectFrom('calls').selectAll().execute()).toEqual([]);
  });

  // SQLite has one process: there is nothing to lock.
  if (kind === 'sqlite') return;

  describe('among several processes', () => {
    it('one waits for what another has locked, and then sees what it did', async () => {
      const order: string[] = [];
      let release: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      let locked: (() => void) | undefined;
      const isLocked = new Promise<void>((resolve) => (locked = resolve));
      const first = within(async (trx) => {
        await store.hot.lock?.(trx, ['c2', 'c1']);
        locked?.();
        await held;
        order.push('first');
        await store.hot.saveCalls(trx, [call('c1')]);
      });
      await isLocked;
      const second = within(async (trx) => {
        await store.hot.lock?.(trx, ['c1', 'c3', 'c1']);
        order.push('second');
        return store.hot.loadCalls(trx, ['c1']);
      });
      await within(async (trx) => store.hot.lock?.(trx, ['c3', 'c4']));
      release?.();
      await first;
      expect((await second).size).toBe(1);
      expect(order).toEqual(['first', 'second']);
    });
  });
});
