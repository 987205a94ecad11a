import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/database.ts';
import { connectionRules } from '../../src/crm/rules.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aPlanInput, eva, martin, talked } from './builders.ts';
import { createFakeCrm } from './fake-crm.ts';
import { anInstallation, emptyTables, type Installation } from './installation.ts';

describeEachDatabase('a call that changes after it was logged', (open) => {
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

  const codes = async () => (await here.attempts()).map(({ code }) => code);

  test('is updated with what changed, and only that', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    const seen: object[] = [];
    const { updateCall } = crm.connector;
    crm.connector.updateCall = (ref, change, x) => {
      seen.push(change);
      return updateCall?.(ref, change, x) ?? Promise.resolve();
    };
    await here.settle(aPlanInput({ id: 'c1', recorded: true }));
    await here.finish();
    expect(seen).toEqual([{ recorded: true }]);
    await here.settle(aPlanInput({ id: 'c1', recorded: true }));
    await here.finish();
    expect(seen).toHaveLength(1);
  });

  test('a missed call that was answered after all stays one record', async () => {
    await here.settle(aPlanInput({ id: 'c1', outcome: 'missed', legs: [] }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', legs: [talked(martin, 5, 20), talked(eva, 30, 20)] }));
    await here.finish();
    expect(crm.records.map(({ activity }) => [activity.outcome, activity.agent?.name])).toEqual([
      ['answered', 'Martin'],
      ['answered', 'Eva'],
    ]);
    expect(crm.requests.map(({ method }) => method).sort()).toEqual(['logCalls', 'logCalls', 'updateCall']);
  });

  test('an update in doubt is overwritten whole, also when the plan went back meanwhile', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', tags: ['wrong'] }));
    crm.willEnd('cut_after');
    await here.turn();
    expect(crm.records[0]?.activity.tags).toEqual(['wrong']);
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    expect(crm.records.map(({ activity }) => activity.tags)).toEqual([[]]);
  });

  test('a connector that cannot change records is not asked to', async () => {
    delete crm.connector.updateCall;
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', recorded: true }));
    await here.finish();
    expect(crm.requests).toHaveLength(1);
    expect(await codes()).toEqual(['ok']);
  });

  test('where records are only created, a late change is not sent, and the call says so', async () => {
    const rules = connectionRules.parse({ createOnly: true });
    here = anInstallation(db, crm.connector, { rules });
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', recorded: true }));
    await here.finish();
    expect(crm.requests.map(({ method }) => method)).toEqual(['logCalls']);
    const reason = 'Not updated: the rules of this connection only create records';
    expect(await here.rows()).toMatchObject([{ status: 'logged', due_at: null, reason }]);
    expect(await codes()).toEqual(['ok']);
  });

  test('a change tells the text that a template made before and makes now', async () => {
    const rules = { body: 'Queue: {{queue}}\nEnd' };
    await here.settle(aPlanInput({ id: 'c1' }, rules));
    await here.finish();
    const changes: object[] = [];
    crm.connector.updateCall = (_ref, change) => Promise.resolve(void changes.push(change));
    await here.settle(aPlanInput({ id: 'c1', queue: 'helpdesk' }, rules));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', queue: 'helpdesk', recorded: true }, rules));
    await here.finish();
    const body = 'Queue: helpdesk\nEnd';
    expect(changes).toEqual([
      { queue: 'helpdesk', body, bodyBefore: 'End' },
      { recorded: true, body, bodyBefore: body },
    ]);
  });

  test('a refused update leaves the call logged and says so', async () => {
    await here.settle(aPlanInput({ id: 'c1' }));
    await here.finish();
    await here.settle(aPlanInput({ id: 'c1', recorded: true }));
    crm.willEnd('rejected');
    await here.finish();
    const [row] = await here.rows();
    expect(row).toMatchObject({ status: 'logged', due_at: null, reason: 'Not updated: update: rejected' });
  });
});
