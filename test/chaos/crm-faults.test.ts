import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeActivity } from '../../src/activity/payload.ts';
import type { PlanInput } from '../../src/activity/plan-input.ts';
import { makeDue } from '../../src/activity/retry.ts';
import { aLeg, aMatch, aPlanInput, eva, martin, talked } from '../activity/builders.ts';
import { addConnectionRow, aConnection, emptyTables, fakeConnections } from '../activity/installation.ts';
import { connectionId, deadlineMs, live, type Mortal, type Standing, type Steps } from './mortal.ts';
import { asInCrm, woes, type StormyCrm, type Woe } from './stormy-crm.ts';
import { startStormyHubspot } from './stormy-hubspot.ts';
import { startStormySalesforce } from './stormy-salesforce.ts';

/** CHAOS_RUNS and CHAOS_SEED make more of it, and the same again. */
const runs = Number(process.env['CHAOS_RUNS'] ?? 12);
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);

const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The clock of everybody in this process can be put forward: quotas and backoffs last hours. */
let ahead = 0;
const passTime = (ms: number): void => void (ahead += ms);
beforeEach(() => {
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => void vi.restoreAllMocks());

/** What a call is known to be; late events move it on, or back. */
interface Version {
  kind: 'missed' | 'answered' | 'transferred';
  record: number | null;
  tags: string[];
  recorded: boolean;
  lead: string | null;
}

type Step =
  | { do: 'settle'; call: number; version: Version }
  | { do: 'turn' }
  | { do: 'crash'; after: Steps }
  | { do: 'stop'; after: number }
  | { do: 'wait'; ms: number };

const version: fc.Arbitrary<Version> = fc.record({
  kind: fc.constantFrom('missed', 'answered', 'transferred'),
  record: fc.option(fc.nat(2)),
  tags: fc.uniqueArray(fc.constantFrom('vip', 'retour', 'čeština'), { maxLength: 2 }),
  recorded: fc.boolean(),
  lead: fc.option(fc.constantFrom('L1', 'L-2')),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('settle' as const), call: fc.nat(5), version }),
  },
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'turn' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      after: fc.oneof(fc.nat(20), fc.constant('write' as const)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), after: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(2_500, 60_000, 1e6) }),
  },
);
const woe = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom<Woe>(...woes) },
);
const weather = fc.array(woe, { maxLength: 40 });

function legsOf(kind: Version['kind']) {
  if (kind === 'missed') return [aLeg()];
  return kind === 'answered'
    ? [talked(martin, 5, 20)]
    : [talked(martin, 5, 20), talked(eva, 30, 41, { key: 'leg-2' })];
}

/** The same call of the same agents, in the words of this CRM. */
function planOf(crm: StormyCrm, id: string, { kind, record, tags, recorded, lead }: Version) {
  const match = record === null ? undefined : crm.records[record % crm.records.length];
  const [first = null, second = null] = crm.owners;
  const agents = [
    { ...martin, crmUserId: first },
    { ...eva, crmUserId: second },
  ];
  return aPlanInput(
    {
      id,
      outcome: kind === 'missed' ? 'missed' : 'answered',
      answeredAt: kind === 'missed' ? null : aPlanInput().call.answeredAt,
      legs: legsOf(kind),
      matches: match === undefined ? [] : [aMatch({ type: match.type, id: match.id })],
      tags,
      recorded,
      lead: lead === null ? null : { id: lead, name: null },
    },
    { defaultOwner: null },
    { agents: new Map(agents.map((agent) => [agent.id, agent])) },
  );
}

/** For whoever reads why the test failed. */
const attempts = ({ db }: Mortal) =>
  db.selectFrom('activity_attempts').select(['at', 'code', 'message']).orderBy('id').execute();

/** A process that never lives long, and whoever starts it again. */
async function createOffice(crm: StormyCrm, file: string) {
  const standing: Standing = fakeConnections([
    aConnection(crm.open(fetch), { capabilities: { logBatch: crm.logBatch } }),
  ]);
  const planned = new Map<string, PlanInput>();
  let process = await live(file, crm, standing, planned);
  await emptyTables(process.db);
  await addConnectionRow(process.db);

  const restart = async (): Promise<void> => {
    process.bury();
    // What is still on its way to the CRM arrives before the clock is put forward again.
    await sleep(50);
    process = await live(file, crm, standing, planned);
  };
  const take = async (step: Step): Promise<void> => {
    switch (step.do) {
      case 'settle':
        return process.settle(planOf(crm, `c${String(step.call)}`, step.version));
      case 'turn':
        await process.lane.turn();
        return;
      case 'crash': {
        const dead = process.dieAfter(step.after);
        // It may find nothing to do: then it dies idle.
        await Promise.race([dead, process.lane.turn().catch(() => undefined)]);
        return restart();
      }
      case 'stop': {
        const turn = process.lane.turn();
        for (let left = step.after; left > 0; left -= 1) await new Promise(setImmediate);
        process.abort();
        await turn;
        return restart();
      }
      case 'wait':
        passTime(step.ms);
    }
  };
  return {
    take,
    rows: () => process.db.selectFrom('activities').selectAll().orderBy('key').execute(),
    /** The weather is fine again; an admin mends what only a person can, and everything gets its time. */
    async mend(): Promise<void> {
      for (let turns = 0; turns < 300; turns += 1) {
        const next = await process.lane.turn();
        if (next !== null) {
          passTime(Math.max(0, next - Date.now()));
          continue;
        }
        await crm.reconnect();
        await standing.resume(connectionId);
        const rows = await process.db.selectFrom('activities').selectAll().execute();
        const open = rows.filter(
          ({ status, payload_json, logged_json }) =>
            status !== 'skipped' && (status !== 'logged' || payload_json !== logged_json),
        );
        if (open.length === 0) return;
        for (const { id } of open) await makeDue(process.db, { activityId: id }, Date.now());
      }
      throw new Error(`there is always something to do: ${JSON.stringify(await attempts(process))}`);
    },
    end: () => process.bury(),
  };
}

const crms: readonly [string, () => Promise<StormyCrm>][] = [
  ['salesforce, which keeps keys unique', () => startStormySalesforce({ unique: true })],
  ['salesforce, asked before each write', () => startStormySalesforce({ unique: false })],
  ['hubspot, which keeps keys unique', () => startStormyHubspot({ unique: true, oauth: true })],
  ['hubspot, with an index that lags', () => startStormyHubspot({ unique: false, oauth: true })],
];

describe.each(crms)('%s', (name, start) => {
  test(
    'whatever fails and wherever we die, each activity is there once, with the last word in it',
    async () => {
      const file = join(directory, `${name.replaceAll(/\W+/g, '-')}.sqlite`);
      const property = fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 16 }),
        weather,
        async (steps, woesToCome) => {
          const crm = await start();
          const office = await createOffice(crm, file);
          try {
            const coming = woesToCome.values();
            crm.weather(() => coming.next().value ?? null);
            for (const one of steps) await office.take(one);
            crm.weather(null);
            await office.mend();
            const rows = await office.rows();
            const logged = rows.filter(({ status }) => status === 'logged');
            const expected = logged.map(({ payload_json }) => asInCrm(decodeActivity(payload_json), crm));
            expect(crm.calls().sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(expected);
          } finally {
            office.end();
            await crm.close();
          }
        },
      );
      await fc.assert(property, { numRuns: runs, seed, endOnFailure: runs <= 12 });
    },
    60_000 + runs * 40 * deadlineMs,
  );
});
