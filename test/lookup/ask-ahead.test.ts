import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createCrmAnswers } from '../../src/compose/crm-answers.ts';
import type { Connection } from '../../src/crm/connection.ts';
import { connectionRules } from '../../src/crm/rules.ts';
import { openSqlite } from '../../src/store/database.ts';
import { createFakeCrm } from '../activity/fake-crm.ts';

it('a CRM is asked before the transaction goes on in which its caller is stored', async () => {
  const { db, close } = await openSqlite(':memory:');
  let sent = 0;
  const connection: Connection = {
    ...{ id: 'c', name: 'sales', crm: 'fake', rules: connectionRules.parse({}), status: 'active' },
    ...{ statusReason: null, pausedUntil: null, provisioned: false, createdAt: 0 },
    capabilities: { logBatch: 20, indexIsComplete: false, updates: true, createsPeople: true },
    connector: {
      ...createFakeCrm().connector,
      async findByPhone() {
        // As node:http: a request is written to its connection when all promises at hand are settled.
        await new Promise<void>((resolve) => process.nextTick(resolve));
        sent += 1;
        return [];
      },
    },
  };
  const answers = createCrmAnswers({
    ...{ db, connections: { list: () => [connection] }, deadlineMs: 1_000, clock: Date.now },
    choices: { of: () => Promise.resolve([]) },
    traces: { note: () => undefined },
    amend: () => Promise.resolve(),
    log: pino({ enabled: false }),
  });
  const unknown = { matches: [], chosen: [] };
  await answers.askAhead(new Map([['+420591166223', { ...unknown, lookup: 'done' }]]));
  expect(sent).toBe(0);
  await answers.askAhead(new Map([['+420591166223', { ...unknown, lookup: 'pending' }]]));
  expect(sent).toBe(1);
  await close();
});
