import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createOutbox } from '../../src/activity/outbox.ts';
import { planActivities } from '../../src/activity/plan.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aPlanInput, eva, martin, start, talked } from './builders.ts';
import { createFakeCrm } from './fake-crm.ts';
import { anInstallation, emptyTables, type Installation } from './installation.ts';

describeEachDatabase('the outbox', (open) => {
  let db: Db;
  let here: Installation;

  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    await emptyTables(db);
    here = anInstallation(db, createFakeCrm().connector);
  });

  const talk = (...legs: Parameters<typeof talked>[]) => ({
    id: 'c1',
    legs: legs.map((leg) => talked(...leg)),
  });
  const skipping = { unknownCaller: 'skip' };
  const rows = async () =>
    (await here.rows()).map(({ key, status, reason, due_at }) => ({
      key,
      status,
      reason,
      due: due_at !== null,
    }));

  test('says how many activities there is work for', async () => {
    expect(await here.settle(aPlanInput({ id: 'c1' }, skipping))).toBe(0);
    expect(await here.settle(aPlanInput(talk([martin, 5, 20], [eva, 30, 20])))).toBe(2);
  });

  test('the same plan twice changes nothing', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    const before = await here.rows();
    here.time.now += 1_000;
    await here.settle(aPlanInput({ id: 'c1' }));
    expect(await here.rows()).toEqual(before);
    await here.finish();
    expect(await here.settle(aPlanInput({ id: 'c1' }))).toBe(0);
  });

  test('what was skipped is logged when the plan says so, and the other way round until it was sent', async () => {
    await here.settle(aPlanInput({ id: 'c1' }, skipping));
    expect(await rows()).toEqual([
      { key: 'rs-c1-1', status: 'skipped', reason: 'unknown_caller', due: false },
    ]);
    await here.settle(aPlanInput({ id: 'c1' }));
    expect(await rows()).toEqual([{ key: 'rs-c1-1', status: 'waiting', reason: null, due: true }]);
    await here.settle(aPlanInput({ id: 'c1' }, skipping));
    expect(await rows()).toEqual([
      { key: 'rs-c1-1', status: 'skipped', reason: 'unknown_caller', due: false },
    ]);
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1' }, skipping));
    expect(await rows()).toEqual([{ key: 'rs-c1-1', status: 'logged', reason: null, due: false }]);
  });

  test('a dead activity gets the new words and stays dead until someone retries it', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await db.updateTable('activities').set({ status: 'dead', reason: 'no', due_at: null }).execute();
    await here.settle(aPlanInput({ id: 'c1', tags: ['late'] }));
    const [row] = await here.rows();
    expect(row).toMatchObject({ status: 'dead', reason: 'no', due_at: null });
    expect(row?.payload_json).toContain('"late"');
  });

  test('a backoff is not cut short by a new plan', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await db
      .updateTable('activities')
      .set({ due_at: start + 60_000, tries: 3 })
      .execute();
    await here.settle(aPlanInput({ id: 'c1', tags: ['late'] }));
    expect(await here.rows()).toMatchObject([{ due_at: start + 60_000, tries: 3 }]);
  });

  test('two phones that turn out to be one agent’s leave one activity; the other is accounted for', async () => {
    await here.settle(aPlanInput(talk([martin, 5, 20], [eva, 30, 20])));
    await here.settle(aPlanInput(talk([martin, 5, 40])));
    expect(await rows()).toEqual([
      { key: 'rs-c1-1', status: 'waiting', reason: null, due: true },
      { key: 'rs-c1-2', status: 'skipped', reason: 'superseded', due: false },
    ]);
    await here.settle(aPlanInput(talk([martin, 5, 20], [eva, 30, 20])));
    expect((await rows()).map(({ status }) => status)).toEqual(['waiting', 'waiting']);
  });

  test('a transaction that is rolled back leaves no plan', async () => {
    const input = aPlanInput({ id: 'c1' });
    const plan = { callId: 'c1', connectionId: 'k1', planned: planActivities(input) };
    const failing = db.transaction().execute(async (trx) => {
      await createOutbox(() => 'a1').savePlan(trx, [plan], start);
      throw new Error('the call could not be stored');
    });
    await expect(failing).rejects.toThrow('the call could not be stored');
    expect(await here.rows()).toEqual([]);
    expect(await here.settle(input)).toBe(1);
  });

  test('plans of one call saved side by side make one row for each slot', async () => {
    await Promise.all([1, 2, 3, 4].map(() => here.settle(aPlanInput(talk([martin, 5, 20], [eva, 30, 20])))));
    expect((await rows()).map(({ key }) => key)).toEqual(['rs-c1-1', 'rs-c1-2']);
  });
});
