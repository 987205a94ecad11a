import { expect, test } from 'vitest';
import { claim, voidClaims } from '../../src/activity/claims.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aPlanInput } from './builders.ts';
import { createFakeCrm } from './fake-crm.ts';
import { anInstallation } from './installation.ts';

describeEachDatabase('a process that starts alone', (open) => {
  test('takes over at once, in doubt, what a dead one had claimed', async () => {
    const { db } = await open();
    const here = anInstallation(db, createFakeCrm().connector);
    await here.settle(aPlanInput({ id: 'c1' }));
    const [row] = await db.selectFrom('activities').selectAll().execute();
    if (typeof row?.due_at !== 'number') throw new Error('there is work to do');
    const now = row.due_at;
    const take = () => claim(db, row.connection_id, { limit: 10, now, leaseMs: 70_000 });

    expect(await take()).toHaveLength(1);
    expect(await take()).toEqual([]);
    await voidClaims(db, now);
    expect(await take()).toMatchObject([{ unsure: true }]);
  });
});
