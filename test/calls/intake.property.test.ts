import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { arrive, type CommitDeps } from '../../src/calls/commit.ts';
import { fold } from '../../src/calls/fold.ts';
import type { CallSource, Item } from '../../src/calls/item.ts';
import { createOpenCalls } from '../../src/calls/open-calls.ts';
import { callIdOf, toEntry, toStoredCall } from '../../src/calls/record.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { openSqlite } from '../../src/store/database.ts';
import { createSqliteHotStore } from '../../src/store/hot-sqlite.ts';
import { describeEachDatabase, type TestStore } from '../support/databases.ts';
import { eventsOfStep, newCast, rules, startedAt, type DialectName } from './told.ts';

const source: CallSource = { id: 's1', name: 'office', ...rules, ownNumbers: new Set() };
const id = callIdOf('s1', newCast().callId);

const toldBy = (dialect: DialectName) =>
  Object.entries(scenarios[dialect]).map(([name, scenario]) => {
    const events = scenario(newCast()).flatMap((step) => eventsOfStep(dialect, step));
    return { dialect, name, events };
  });
const cases = [...toldBy('linuxbox'), ...toldBy('contaqt')];

/** Events by their index, in any order, some again; in transactions, of which some fail and are tried again. */
const anyWay = (count: number) =>
  fc
    .array(fc.nat(count - 1), { maxLength: 5 })
    .chain((again) => {
      const all = [...Array.from({ length: count }, (_, at) => at), ...again];
      return fc.shuffledSubarray(all, { minLength: all.length });
    })
    .chain((order) =>
      fc.record({
        order: fc.constant(order),
        cuts: fc.array(fc.boolean(), { minLength: order.length, maxLength: order.length }),
        fails: fc.array(fc.boolean(), { minLength: order.length, maxLength: order.length }),
      }),
    );

function depsOn({ hot }: TestStore): CommitDeps {
  return {
    hot,
    calls: createOpenCalls(hot),
    settleAfterMs: 1_000,
    staleAfterMs: 10_000,
    agentOf: ({ event }) => event?.leg?.party?.userId ?? null,
    cannotFold(_callId, error) {
      throw error;
    },
    lookup: (_trx, numbers) =>
      Promise.resolve(new Map(numbers.map((one) => [one, { lookup: 'done', matches: [], chosen: [] }]))),
  };
}

/** Like the writer does it: one transaction, whose failure leaves no trace in memory. */
async function commit(
  store: TestStore,
  deps: CommitDeps,
  items: readonly Item[],
  fails: boolean,
): Promise<void> {
  const broken = new Error('the disk is full');
  try {
    await store.db.transaction().execute(async (trx) => {
      await arrive(deps, trx, items);
      if (fails) throw broken;
    });
    deps.calls.committed();
  } catch (error) {
    deps.calls.rolledBack();
    if (error !== broken) throw error;
    await commit(store, deps, items, false);
  }
}

function toTransactions<T>(items: readonly T[], cuts: readonly boolean[]): T[][] {
  const groups: T[][] = [[]];
  items.forEach((item, at) => {
    groups.at(-1)?.push(item);
    if (cuts[at] === true) groups.push([]);
  });
  return groups;
}

/** What is stored of the call, and what its journal entries tell. */
async function storedAndTold({ db }: TestStore): Promise<[unknown, unknown]> {
  const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
  const rows = await db
    .selectFrom('journal')
    .selectAll()
    .where('status', '=', 'accepted')
    .orderBy('id')
    .execute();
  const entries = rows.map((one) => toEntry({ ...one, event_json: one.event_json ?? '' }));
  if (row === undefined) return [null, null];
  const {
    id: _id,
    sourceId,
    settledAt,
    lookup,
    matches,
    chosen,
    named,
    notes,
    sequence,
    ...call
  } = toStoredCall(row);
  return [call, { ...fold(entries, source) }];
}

/** In memory: there is nothing to be kept of it. */
async function inMemory(): Promise<TestStore> {
  const opened = await openSqlite(':memory:');
  return { ...opened, hot: createSqliteHotStore(opened) };
}

const runs = { sqlite: 20, postgres: 2 };

describeEachDatabase('calls from any order of events', (open, kind) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await (kind === 'sqlite' ? inMemory() : open());
  });

  describe.each(cases)('$dialect $name', ({ events }) => {
    it('what is stored is what the journal tells, whatever order and transactions it came in', async () => {
      await fc.assert(
        fc.asyncProperty(anyWay(events.length), async ({ order, cuts, fails }) => {
          for (const table of ['journal', 'calls', 'legs'] as const)
            await store.db.deleteFrom(table).execute();
          const deps = depsOn(store);
          const items = order.flatMap((at, turn): Item[] => {
            const event = events[at];
            if (event === undefined) return [];
            const receivedAt = startedAt + turn * 3_000;
            return [
              {
                source,
                receivedAt,
                status: 'accepted',
                name: event.name,
                event,
                faults: [],
                method: 'GET',
                raw: `${event.name} ${String(at)}`,
              },
            ];
          });
          for (const [at, group] of toTransactions(items, cuts).entries())
            await commit(store, deps, group, fails[at] ?? false);
          const [stored, told] = await storedAndTold(store);
          expect(stored).toEqual(told);
        }),
        { numRuns: runs[kind] },
      );
    });
  });
});
