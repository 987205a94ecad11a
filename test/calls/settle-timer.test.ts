import { expect, it } from 'vitest';
import { pino } from 'pino';
import { createSettleTimer } from '../../src/calls/settle-timer.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

describeEachDatabase('settling when due', (open) => {
  it('a call that cannot be settled does not keep the others from it', async () => {
    const { db } = await open();
    for (const id of ['good-1', 'bad', 'good-2']) {
      await db
        .insertInto('calls')
        .values({
          id,
          source_id: 's',
          state: 'ended',
          direction: 'inbound',
          customer_number: null,
          started_at: 1,
          settled_at: null,
          due_at: 5,
          sequence: 1,
          lookup: 'done',
          call_json: '{}',
        })
        .execute();
    }
    const timer = createSettleTimer({
      db,
      clock: () => 1_000,
      log: pino({ level: 'silent' }),
      async settle(ids) {
        if (ids.includes('bad')) throw new Error('the plan fails');
        await db
          .updateTable('calls')
          .set({ settled_at: 1_000, due_at: null })
          .where('id', 'in', ids)
          .execute();
      },
    });
    timer.wakeAt(0);
    const due = () =>
      db.selectFrom('calls').select(['id', 'due_at']).where('due_at', 'is not', null).execute();
    await until('only the bad one is left', async () => (await due()).length === 1);
    expect(await due()).toEqual([{ id: 'bad', due_at: 61_000 }]);
    await timer.stop();
  });
});
