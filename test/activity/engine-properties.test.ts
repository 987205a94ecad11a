import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ledger } from '../../src/activity/ledger.ts';
import { decodeActivity } from '../../src/activity/payload.ts';
import { makeDue } from '../../src/activity/retry.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aCall, aLeg, aMatch, aPlanInput, eva, martin, talked } from './builders.ts';
import { createFakeCrm, type Fate } from './fake-crm.ts';
import { addConnectionRow, anInstallation, emptyTables, type Installation } from './installation.ts';

/** What a call is known to be, from poor to full: late events move it on, or repeat it. */
const versions = [
  { outcome: 'missed', answeredAt: null, legs: [aLeg()] },
  { legs: [talked(martin, 5, 20)], matches: [aMatch()] },
  { legs: [talked(martin, 5, 20), talked(eva, 30, 20)], matches: [aMatch()] },
  { legs: [talked(martin, 5, 20), talked(eva, 30, 20)], matches: [aMatch()], recorded: true, tags: ['late'] },
] as const;

/** Callers of two calls share a number. */
const phones = ['+420591166223', '+420591166224', '+420591166225'];
type UnknownCaller = 'log' | 'skip' | 'create_lead';

type Step =
  | { do: 'settle'; call: number; version: number; unknownCaller: UnknownCaller }
  | { do: 'turn'; fates: Fate[] }
  | { do: 'crash'; fate: 'hang_before' | 'hang_after' }
  | { do: 'wait'; ms: number }
  | { do: 'resume' }
  | { do: 'retryDead' };

const fates = fc.constantFrom<Fate>(
  'ok',
  'ok',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'unavailable',
  'rejected',
  'not_found',
  'conflict',
  'first_rejected',
  'cut_after',
  'cut_before',
  'bug_after',
  'wrong_count',
  'no_id',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      call: fc.nat(4),
      version: fc.nat(3),
      unknownCaller: fc.constantFrom<UnknownCaller>('log', 'skip', 'create_lead'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('turn' as const), fates: fc.array(fates, { maxLength: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      fate: fc.constantFrom('hang_before' as const, 'hang_after' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1_000, 3_000, 60_000, 400_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'resume' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'retryDead' }) },
);

type Crm = ReturnType<typeof createFakeCrm>;

async function take(step: Step, here: Installation, crm: Crm): Promise<void> {
  switch (step.do) {
    case 'settle': {
      const { unknownCaller, call, version } = step;
      const e164 = phones[call % phones.length] ?? null;
      const customer = { ...aCall().customer, e164 };
      await here.settle(
        aPlanInput({ id: `c${String(call)}`, customer, ...versions[version] }, { unknownCaller }),
      );
      return;
    }
    case 'turn':
      crm.willEnd(...step.fates);
      await here.turn();
      crm.clearFates();
      return;
    case 'crash': {
      crm.willEnd(step.fate);
      // Nothing may be due: then the process dies idle.
      await Promise.race([crm.hangs(), here.turn()]);
      crm.clearFates();
      here.crash();
      return;
    }
    case 'wait':
      here.time.now += step.ms;
      return;
    case 'resume':
      await here.connections.resume('k1');
      return;
    case 'retryDead':
      await makeDue(here.db, { deadOf: 'k1' }, here.time.now);
  }
}

/** Whatever was wrong is mended, and everything gets its time. */
async function mend(here: Installation): Promise<void> {
  await here.connections.resume('k1');
  await makeDue(here.db, { deadOf: 'k1' }, here.time.now);
  await here.finish();
}

async function expectBalance(db: Db, calls: number): Promise<void> {
  const { balanced, settledCalls } = await ledger(db);
  expect({ balanced, settledCalls }).toEqual({ balanced: true, settledCalls: calls });
}

describeEachDatabase('the engine', (open, kind) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
  });

  test('whatever fails and wherever it dies, each activity becomes one record with the last word in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        await emptyTables(db);
        await addConnectionRow(db);
        const crm = createFakeCrm();
        const here = anInstallation(db, crm.connector);
        const calls = new Set<number>();
        for (const one of steps) {
          await take(one, here, crm);
          if (one.do === 'settle') calls.add(one.call);
          await expectBalance(db, calls.size);
        }
        await mend(here);
        here.wakeTheDead();
        await here.finish();

        const rows = await here.rows();
        expect(
          rows.map(({ status }) => status).filter((status) => !['logged', 'skipped'].includes(status)),
        ).toEqual([]);
        const logged = rows.filter(({ status }) => status === 'logged');
        expect(crm.records.map(({ activity }) => activity.key).sort()).toEqual(logged.map(({ key }) => key));
        for (const row of logged) {
          const record = crm.records.find(({ id }) => id === row.record_id);
          if (row.reason === null) expect(record?.activity).toEqual(decodeActivity(row.payload_json));
          else expect(row.reason).toMatch(/^Not updated: /);
        }
        await expectBalance(db, calls.size);
        const made = crm.people.map(({ matchedOn }) => matchedOn);
        expect(new Set(made).size).toBe(made.length);
      }),
      {
        numRuns: kind === 'sqlite' ? 200 : 60,
        interruptAfterTimeLimit: 60_000,
        markInterruptAsFailure: false,
      },
    );
  }, 90_000);

  test('a crowd of processes on one table writes each activity once', async () => {
    await emptyTables(db);
    const crm = createFakeCrm();
    const here = anInstallation(db, crm.connector, { capabilities: { logBatch: 7 } });
    for (let call = 0; call < 60; call += 1) await here.settle(aPlanInput({ id: `c${String(call)}` }));
    const others = [1, 2, 3].map(() => anInstallation(db, crm.connector, { capabilities: { logBatch: 7 } }));
    await Promise.all([here, ...others].map((installation) => installation.workOff()));
    expect(crm.records).toHaveLength(60);
    expect(new Set(crm.records.map(({ activity }) => activity.key)).size).toBe(60);
  });
});
