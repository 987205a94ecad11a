import { beforeAll, beforeEach, expect, test } from 'vitest';
import { activitiesOfCall } from '../../src/activity/activities-of-call.ts';
import { ledger, unplannedCalls } from '../../src/activity/ledger.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aPlanInput, eva, martin, start, talked } from './builders.ts';
import { createFakeCrm } from './fake-crm.ts';
import { addConnectionRow, anInstallation, emptyTables, type Installation } from './installation.ts';

describeEachDatabase('the ledger', (open) => {
  let db: Db;
  let crm: ReturnType<typeof createFakeCrm>;
  let here: Installation;

  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    await emptyTables(db);
    await addConnectionRow(db);
    crm = createFakeCrm();
    here = anInstallation(db, crm.connector);
  });

  test('accounts for every settled call', async () => {
    await here.settle(aPlanInput({ id: 'c1', legs: [talked(martin, 5, 20), talked(eva, 30, 20)] }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c2' }));
    crm.willEnd('rejected');
    await here.finish();
    await here.settle(aPlanInput({ id: 'c3', direction: 'internal' }));
    await here.settle(aPlanInput({ id: 'c4' }, { unknownCaller: 'skip' }));
    await here.settle(aPlanInput({ id: 'c5' }));
    expect(await ledger(db)).toEqual({
      balanced: true,
      settledCalls: 5,
      connections: [
        {
          connection: 'sales',
          planned: 6,
          logged: 2,
          waiting: 1,
          dead: 1,
          skipped: { internal: 1, unknown_caller: 1 },
        },
      ],
    });
  });

  test('what is being sent counts as waiting, what is being updated as logged', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', tags: ['late'] }));
    await here.settle(aPlanInput({ id: 'c2' }));
    for (const fate of ['hang_before', 'hang_before'] as const) {
      crm.willEnd(fate);
      await Promise.race([crm.hangs(), here.turn()]);
    }
    expect((await here.rows()).map(({ status, claimed_until }) => [status, claimed_until !== null])).toEqual([
      ['logged', true],
      ['sending', true],
    ]);
    expect(await ledger(db)).toMatchObject({ balanced: true, connections: [{ logged: 1, waiting: 1 }] });
  });

  test('does not balance when a settled call has no row, and names the call', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.settle(aPlanInput({ id: 'c2' }));
    await db.deleteFrom('activities').where('call_id', '=', 'c1').execute();
    expect(await ledger(db)).toMatchObject({
      balanced: false,
      settledCalls: 2,
      connections: [{ planned: 1 }],
    });
    expect(await unplannedCalls(db, 10)).toEqual(['c1']);
  });

  test.each([{ status: 'lost' }, { status: 'skipped', reason: null }])(
    'does not balance with %o',
    async (change) => {
      await here.settle(aPlanInput({ id: 'c1' }));
      await db.updateTable('activities').set(change).execute();
      expect((await ledger(db)).balanced).toBe(false);
    },
  );

  test('a connection made later owes nothing for the calls before it', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await addConnectionRow(db, 'k2', 'support', start + 3_600_000);
    expect(await ledger(db)).toMatchObject({ balanced: true, connections: [{ planned: 1 }, { planned: 0 }] });
    await here.settle(aPlanInput({ id: 'c2', settledAt: start + 3_600_000 }));
    expect((await ledger(db)).balanced).toBe(false);
  });

  test('the activities of a call, with their attempts and the way to their records', async () => {
    await here.settle(aPlanInput({ id: 'c1', legs: [talked(martin, 5, 20), talked(eva, 30, 20)] }));
    crm.willEnd('unavailable', 'first_rejected');
    await here.finish();
    const activities = await activitiesOfCall(db, 'c1', (id) =>
      id === 'k1' ? { name: 'sales', connector: crm.connector } : undefined,
    );
    const attempt = (at: number, code: string, message: string) => ({
      at: new Date(at).toISOString(),
      code,
      message,
    });
    const failed = attempt(start, 'unavailable', 'log: unavailable');
    expect(activities).toMatchObject([
      {
        key: 'rs-c1-1',
        connection: 'sales',
        agent: 'martin@example.com',
        status: 'dead',
        reason: 'Subject is too long',
        recordId: null,
        recordUrl: null,
        talkMs: 20_000,
        attempts: [failed, attempt(here.time.now, 'rejected', 'Subject is too long')],
      },
      {
        key: 'rs-c1-2',
        agent: 'eva@example.com',
        status: 'logged',
        reason: null,
        recordId: 'r1',
        recordUrl: 'https://crm.example.com/r1',
        attempts: [failed, attempt(here.time.now, 'ok', 'Written')],
      },
    ]);
    expect(await activitiesOfCall(db, 'c9', () => undefined)).toEqual([]);
  });
});
