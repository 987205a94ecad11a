import { beforeEach, beforeAll, expect, it } from 'vitest';
import type { Retention } from '../../src/api/privacy.ts';
import { bodyOf, toCallRow, toStoredCall } from '../../src/calls/record.ts';
import { encodeActivity } from '../../src/activity/payload.ts';
import { ageCalls } from '../../src/privacy/ageing.ts';
import { createRetention } from '../../src/privacy/retention.ts';
import type { Db } from '../../src/store/database.ts';
import { aCall, anActivity } from '../activity/builders.ts';
import { describeEachDatabase } from '../support/databases.ts';

const dayMs = 24 * 3_600_000;
const now = 1_000 * dayMs;
const defaults: Retention = { journalDays: 30, journalRows: 10_000, personalDays: null, callDays: null };

describeEachDatabase('calls grow old', (open) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    for (const table of ['calls', 'activities', 'journal', 'settings'] as const)
      await db.deleteFrom(table).execute();
  });

  const retention = () => createRetention({ db, clock: () => now, defaults });
  const age = () =>
    ageCalls({
      ...{ db, clock: () => now, retention: retention() },
      rewrite: (_ids, work) => db.transaction().execute(work),
    });
  async function addCall(id: string, daysAgo: number, settled = true): Promise<void> {
    const call = aCall({ id, startedAt: now - daysAgo * dayMs, settledAt: settled ? now : null });
    const row = toCallRow(call, bodyOf(call), null, []);
    await db.insertInto('calls').values(row).execute();
    const payload_json = encodeActivity(anActivity({ key: id, customerName: 'Karel', note: 'secret' }));
    await db
      .insertInto('activities')
      .values({
        ...{ id, key: id, connection_id: 'k', call_id: id, slot: 1, agent_id: null, status: 'logged' },
        ...{ reason: null, payload_json, logged_json: payload_json, record_type: 'task', record_id: '1' },
        ...{ unsure: 0, tries: 0, due_at: null, claimed_until: null, created_at: now },
      })
      .execute();
  }
  const numbers = async () =>
    (await db.selectFrom('calls').selectAll().orderBy('id').execute()).map(
      (row) => `${row.id} ${toStoredCall(row).customer.e164 ?? '-'}`,
    );

  it('not at all, unless somebody says so', async () => {
    await addCall('old', 900);
    expect(await age()).toEqual({ deleted: 0, forgotten: 0 });
    expect(await numbers()).toEqual(['old +420591166223']);
  });

  it('lose whom they were with after so many days, once and for good', async () => {
    await addCall('a', 40);
    await addCall('b', 40);
    await addCall('c', 10);
    await addCall('open', 40, false);
    await retention().set({ ...defaults, personalDays: 30 }, 'ops');
    expect(await age()).toEqual({ deleted: 0, forgotten: 2 });
    expect(await numbers()).toEqual(['a -', 'b -', 'c +420591166223', 'open +420591166223']);
    const activity = await db
      .selectFrom('activities')
      .selectAll()
      .where('id', '=', 'a')
      .executeTakeFirstOrThrow();
    expect(activity).toMatchObject({ status: 'logged', record_id: '1', due_at: null });
    expect(activity.payload_json).toBe(activity.logged_json);
    expect(activity.payload_json).not.toMatch(/Karel|secret|591166223/);
    expect(await age()).toEqual({ deleted: 0, forgotten: 0 });
  });

  it('are deleted with all that belongs to them after so many days, in any number', async () => {
    for (let n = 0; n < 120; n += 1) await addCall(`old-${String(n)}`, 400);
    await addCall('young', 1);
    await retention().set({ ...defaults, callDays: 365 }, 'ops');
    expect(await age()).toEqual({ deleted: 120, forgotten: 0 });
    expect(await numbers()).toEqual(['young +420591166223']);
    expect(await db.selectFrom('activities').select('id').execute()).toEqual([{ id: 'young' }]);
  });

  it('and what was set is kept, with who set it', async () => {
    expect(await retention().state()).toMatchObject({ ...defaults, changedAt: null, changedBy: null });
    await retention().set({ ...defaults, callDays: 30 }, 'ops@example.com');
    expect(await retention().state()).toMatchObject({ callDays: 30, changedBy: 'ops@example.com' });
    expect((await retention().now()).callDays).toBe(30);
  });
});
