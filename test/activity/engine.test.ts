import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aMatch, aPlanInput, start } from './builders.ts';
import { createFakeCrm } from './fake-crm.ts';
import { anInstallation, emptyTables, type Installation } from './installation.ts';

describeEachDatabase('one turn of the logging engine', (open) => {
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
  const codes = async () => (await here.attempts()).map(({ code }) => code);
  const states = async () =>
    (await here.rows()).map(({ status, unsure, tries }) => ({ status, unsure, tries }));

  test('writes everything that is due in one request, as much as the CRM takes', async () => {
    here = anInstallation(db, crm.connector, { capabilities: { logBatch: 3 } });
    await settle('c1', 'c2', 'c3', 'c4');
    await here.finish();
    expect(crm.requests.map(({ method, keys }) => [method, keys.length])).toEqual([
      ['logCalls', 3],
      ['logCalls', 1],
    ]);
    expect(await states()).toEqual(Array(4).fill({ status: 'logged', unsure: 0, tries: 0 }));
    expect(await codes()).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  test('of a batch, each row has its own result', async () => {
    await settle('c1', 'c2');
    crm.willEnd('first_rejected');
    await here.finish();
    const rows = await here.rows();
    expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
      ['dead', 'Subject is too long'],
      ['logged', null],
    ]);
  });

  test('after a lost answer it looks first, and finds', async () => {
    await settle('c1');
    crm.willEnd('cut_after');
    await here.turn();
    expect(await states()).toEqual([{ status: 'waiting', unsure: 1, tries: 1 }]);
    await here.finish();
    expect(crm.requests.map(({ method }) => method)).toEqual(['logCalls', 'findActivity']);
    expect(crm.records).toHaveLength(1);
    expect(await codes()).toEqual(['unknown_outcome', 'ok']);
  });

  test('after a lost answer it looks first, does not find, and writes again', async () => {
    await settle('c1');
    crm.willEnd('cut_before');
    await here.finish();
    expect(crm.requests.map(({ method }) => method)).toEqual(['logCalls', 'findActivity', 'logCalls']);
    expect(crm.records).toHaveLength(1);
  });

  test('what was found is brought up to date when the plan changed meanwhile', async () => {
    await settle('c1');
    crm.willEnd('cut_after');
    await here.turn();
    await here.settle(aPlanInput({ id: 'c1', tags: ['late'] }));
    await here.finish();
    expect(crm.records.map(({ activity }) => activity.tags)).toEqual([['late']]);
    expect(crm.requests.map(({ method }) => method)).toEqual(['logCalls', 'findActivity', 'updateCall']);
  });

  test('a row that was lost three times goes alone, so that it takes no others with it', async () => {
    await settle('c1', 'c2');
    crm.willEnd('cut_before', 'ok', 'ok', 'cut_before', 'ok', 'ok', 'cut_before');
    await here.finish();
    const sizes = crm.requests.filter(({ method }) => method === 'logCalls').map(({ keys }) => keys.length);
    expect(sizes).toEqual([2, 2, 2, 1, 1]);
    expect(crm.records).toHaveLength(2);
  });

  test('a connector that throws nonsense or miscounts is treated as if the answer was lost', async () => {
    for (const fate of ['bug_after', 'wrong_count', 'no_id'] as const) {
      await settle(fate);
      crm.willEnd(fate);
      await here.finish();
    }
    expect(crm.records).toHaveLength(3);
    const lost = (await here.attempts()).filter(({ code }) => code === 'unknown_outcome');
    expect(lost.map(({ message }) => message)).toEqual([
      'The connector failed: x is undefined',
      'The connector failed: 0 results for 1 activities',
      'The connector failed: The connector gave no record id',
    ]);
  });

  test('a connector that ignores its deadline cannot hang us', async () => {
    const soon = anInstallation(db, crm.connector, {}, 30);
    await settle('c1');
    crm.willEnd('hang_after');
    await soon.turn();
    expect(await states()).toEqual([{ status: 'waiting', unsure: 1, tries: 1 }]);
    await soon.finish();
    expect(crm.records).toHaveLength(1);
  });

  test('refused credentials suspend the connection; nothing is lost, and resuming goes on', async () => {
    await settle('c1', 'c2');
    crm.willEnd('unauthorized');
    expect(await here.turn()).not.toBeNull();
    expect(here.connections.get('k1')?.status).toBe('suspended');
    expect(await states()).toEqual(Array(2).fill({ status: 'waiting', unsure: 0, tries: 0 }));
    expect(await here.turn()).toBeNull();
    expect(crm.requests).toHaveLength(1);
    await here.connections.resume('k1');
    await here.finish();
    expect(crm.records).toHaveLength(2);
  });

  test('a quota pauses the connection until the CRM’s time', async () => {
    await settle('c1');
    crm.willEnd('rate_limited');
    await here.turn();
    expect(await here.turn()).toBe(start + 60_000);
    expect(crm.requests).toHaveLength(1);
    await here.finish();
    expect(here.time.now).toBe(start + 60_000);
    expect(await states()).toEqual([{ status: 'logged', unsure: 0, tries: 0 }]);
  });

  test('a CRM that is down is not asked again for every batch that waits', async () => {
    here = anInstallation(db, crm.connector, { capabilities: { logBatch: 1 } });
    await settle('c1', 'c2', 'c3');
    crm.willEnd('unavailable');
    await here.turn();
    expect(await here.turn()).toBeGreaterThan(start);
    expect(crm.requests).toHaveLength(1);
    await here.finish();
    expect(crm.records).toHaveLength(3);
  });

  test('another process keeps to the wait that the last one began', async () => {
    await settle('c1');
    crm.willEnd('unavailable', 'unavailable', 'unavailable', 'unavailable');
    for (let tries = 0; tries < 4; tries += 1) {
      await here.turn();
      here.time.now = (await here.turn()) ?? here.time.now;
    }
    const [row] = await here.rows();
    const waiting = anInstallation(db, crm.connector);
    waiting.time.now = (row?.due_at ?? 0) - 1;
    expect(row?.tries).toBe(4);
    expect(await waiting.turn()).toBe(row?.due_at);
    expect(crm.requests).toHaveLength(4);
    await waiting.finish();
    expect(crm.records).toHaveLength(1);
  });

  test('a link to a record that is gone is left out', async () => {
    await here.settle(aPlanInput({ id: 'c1', matches: [aMatch()] }));
    crm.willEnd('not_found');
    await here.finish();
    expect(crm.records.map(({ activity }) => activity.link)).toEqual([null]);
    expect(await states()).toEqual([{ status: 'logged', unsure: 0, tries: 0 }]);
  });

  test('a row that cannot be read is set aside and keeps no other from being logged', async () => {
    await settle('c1', 'c2');
    await db
      .updateTable('activities')
      .set({ payload_json: '{"key":1}' })
      .where('call_id', '=', 'c1')
      .execute();
    await here.finish();
    expect((await here.rows()).map(({ status }) => status)).toEqual(['dead', 'logged']);
  });

  test('keeps the last 20 attempts of an activity', async () => {
    await settle('c1');
    crm.willEnd(...Array<'unavailable'>(25).fill('unavailable'));
    await here.finish();
    const attempts = await here.attempts();
    expect(attempts).toHaveLength(20);
    expect(attempts.at(-1)?.code).toBe('ok');
  });
});
