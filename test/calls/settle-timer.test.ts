import { expect, it } from 'vitest';
import { pino } from 'pino';
import { createSettleTimer } from '../../src/calls/settle-timer.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });

const addCall = (db: Db, id: string, dueAt: number) =>
  db
    .insertInto('calls')
    .values({
      id,
      source_id: 's',
      state: 'ended',
      direction: 'inbound',
      customer_number: null,
      started_at: 1,
      settled_at: null,
      due_at: dueAt,
      sequence: 1,
      lookup: 'done',
      call_json: '{}',
    })
    .execute();
const settled = (db: Db, ids: readonly string[]) =>
  db.updateTable('calls').set({ settled_at: 1_000, due_at: null }).where('id', 'in', ids).execute();
const dueOf = (db: Db) =>
  db.selectFrom('calls').select(['id', 'due_at']).where('due_at', 'is not', null).execute();

describeEachDatabase('settling when due', (open) => {
  it('a call that cannot be settled does not keep the others from it', async () => {
    const { db } = await open();
    for (const id of ['good-1', 'bad', 'good-2']) await addCall(db, id, 5);
    const timer = createSettleTimer({
      db,
      clock: () => 1_000,
      log,
      async settle(ids) {
        if (ids.includes('bad')) throw new Error('the plan fails');
        await settled(db, ids);
      },
    });
    timer.wakeAt(0);
    await until('only the bad one is left', async () => (await dueOf(db)).length === 1);
    expect(await dueOf(db)).toEqual([{ id: 'bad', due_at: 61_000 }]);
    await timer.stop();
  });

  it('whoever wakes it after the clock was put forward is not kept waiting by a timer of before', async () => {
    const { db } = await open();
    await addCall(db, 'late', 3_600_000);
    let now = 1_000;
    const timer = createSettleTimer({
      db,
      clock: () => now,
      log,
      async settle(ids) {
        await settled(db, ids);
      },
    });
    timer.wakeAt(600_000);
    now = 3_600_000;
    timer.wakeAt(now + 60);
    await until('it is settled', async () => (await dueOf(db)).every(({ id }) => id !== 'late'));
    await timer.stop();
  });
});
