import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../src/activity/engine.ts';
import type { EngineConnection } from '../../src/activity/lane.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aPlanInput } from './builders.ts';
import { createFakeCrm } from './fake-crm.ts';
import {
  aConnection,
  anInstallation,
  emptyTables,
  fakeConnections,
  quiet,
  type Installation,
} from './installation.ts';

describeEachDatabase('the loop of the logging engine', (open) => {
  let db: Db;
  let crm: ReturnType<typeof createFakeCrm>;
  let here: Installation;

  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    await emptyTables(db);
    crm = createFakeCrm();
    here = anInstallation(db, crm.connector);
  });

  const settle = (...ids: string[]) => Promise.all(ids.map((id) => here.settle(aPlanInput({ id }))));
  const states = async () =>
    (await here.rows()).map(({ status, unsure, tries }) => ({ status, unsure, tries }));

  let engine: Engine;
  const engineOf = (...connections: EngineConnection[]) => engineThat({ gatherMs: 0 }, ...connections);
  const engineThat = (
    { gatherMs, clock = Date.now }: { gatherMs: number; clock?: () => number },
    ...connections: EngineConnection[]
  ) => {
    engine = createEngine({
      db,
      connections: fakeConnections(connections),
      clock,
      log: quiet,
      random: () => 0,
      config: { deadlineMs: 5_000, gatherMs, stopMs: 50, pollMs: 15_000, errorMs: 2_000 },
      ...here.resolving,
    });
    return engine;
  };
  afterEach(() => engine.stop());

  test('works when woken and when something comes due, and rests between', async () => {
    engineOf(aConnection(crm.connector)).start();
    await engine.idle();
    await settle('c1');
    engine.wake();
    await engine.idle();
    expect(crm.records).toHaveLength(1);

    await settle('c2');
    crm.willEnd('unavailable');
    engine.wake();
    await engine.idle();
    expect(crm.records).toHaveLength(1);
    await delay(900);
    await engine.idle();
    expect(crm.records).toHaveLength(2);
  });

  test('what comes soon after a request goes together, and at once when it fills one', async () => {
    let now = Date.now();
    const connection = aConnection(crm.connector, { capabilities: { logBatch: 3 } });
    engineThat({ gatherMs: 400, clock: () => now }, connection).start();
    const comes = async (...ids: string[]): Promise<void> => {
      await settle(...ids);
      engine.wake();
      await engine.idle();
    };
    const sizes = () => crm.requests.map(({ keys }) => keys.length);
    await comes('c1');
    for (const id of ['c2', 'c3']) await comes(id);
    expect(sizes()).toEqual([1]);
    now += 400;
    await comes();
    expect(sizes()).toEqual([1, 2]);
    await comes('c4', 'c5', 'c6', 'c7');
    expect(sizes()).toEqual([1, 2, 3]);
    now += 400;
    await comes();
    expect(sizes()).toEqual([1, 2, 3, 1]);
  });

  test('a clock that is set back holds nothing up', async () => {
    let now = Date.now();
    engineThat({ gatherMs: 400, clock: () => now }, aConnection(crm.connector)).start();
    await engine.idle();
    const comes = async (id: string): Promise<void> => {
      await settle(id);
      // Due as of then; what is at stake is what the engine remembers by itself.
      await db.updateTable('activities').set({ due_at: now }).where('due_at', '>', now).execute();
      engine.wake();
      await engine.idle();
    };
    await comes('c1');
    now -= 3_600_000;
    await comes('c2');
    expect(crm.records).toHaveLength(2);

    crm.willEnd('unavailable');
    now += 3_600_000;
    await comes('c3');
    expect(crm.records).toHaveLength(2);
    now -= 3_600_000;
    await comes('c4');
    expect(crm.records).toHaveLength(4);
  });

  test('a connection that hangs holds up no other', async () => {
    const slow = createFakeCrm();
    slow.willEnd('hang_before');
    const outbox = anInstallation(db, crm.connector);
    await outbox.settle(aPlanInput({ id: 'c1' }));
    const [row] = await outbox.rows();
    if (row === undefined) throw new Error('nothing planned');
    await db
      .insertInto('activities')
      .values({ ...row, id: 'other', connection_id: 'k2' })
      .execute();
    engineOf(aConnection(crm.connector), aConnection(slow.connector, { id: 'k2', name: 'slow' })).start();
    while (crm.records.length === 0) await delay(5);
    expect(slow.records).toHaveLength(0);
  });

  test('stopping waits for no one for ever and hands back what is in doubt', async () => {
    await settle('c1');
    crm.willEnd('hang_after');
    const hanging = crm.hangs();
    engineOf(aConnection(crm.connector)).start();
    await hanging;
    await engine.stop();
    expect(await states()).toEqual([{ status: 'waiting', unsure: 1, tries: 1 }]);
  });

  test('retries the dead at an admin’s word, one or all', async () => {
    await settle('c1', 'c2', 'c3');
    crm.willEnd('forbidden');
    engineOf(aConnection(crm.connector)).start();
    await engine.idle();
    const [first] = await here.rows();
    expect(await engine.retry(first?.id ?? '')).toBe(true);
    await engine.idle();
    expect(crm.records).toHaveLength(1);
    expect(await engine.retryDead('k1')).toBe(2);
    await engine.idle();
    expect(crm.records).toHaveLength(3);
    expect(await engine.retry(first?.id ?? '')).toBe(false);
    expect(await engine.retry('nobody')).toBe(false);
  });

  test('goes on with a suspended connection when it is resumed', async () => {
    await settle('c1');
    crm.willEnd('unauthorized');
    engineOf(aConnection(crm.connector)).start();
    await engine.idle();
    expect(crm.records).toHaveLength(0);
    await engine.resume('k1');
    await engine.idle();
    expect(crm.records).toHaveLength(1);
  });
});
