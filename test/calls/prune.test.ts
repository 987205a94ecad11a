import { beforeAll, beforeEach, expect, it } from 'vitest';
import { pruneJournal } from '../../src/calls/prune.ts';
import { bodyOf, toCallRow } from '../../src/calls/record.ts';
import type { Db } from '../../src/store/database.ts';
import { aCall } from '../activity/builders.ts';
import { describeEachDatabase } from '../support/databases.ts';

const dayMs = 24 * 3_600_000;
const now = 1_000 * dayMs;

describeEachDatabase('pruning the journal', (open) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    for (const table of ['journal', 'calls'] as const) await db.deleteFrom(table).execute();
  });

  /** Events of a call, or of none, so many days ago; oldest first. */
  async function keep(
    ...events: readonly (readonly [call: string | null, daysAgo: number])[]
  ): Promise<void> {
    const rows = events.map(([call, daysAgo], at) => ({
      ...{ source_id: 's1', received_at: now - daysAgo * dayMs, status: 'accepted', name: `e${String(at)}` },
      ...{ call_id: call, identity: null, bytes_hash: null, agent_id: null, event_json: null },
      ...{ method: 'GET', raw: '', faults_json: null },
    }));
    for (let from = 0; from < rows.length; from += 1_000)
      await db
        .insertInto('journal')
        .values(rows.slice(from, from + 1_000))
        .execute();
  }

  async function addCall(id: string, settledAt: number | null): Promise<void> {
    const call = aCall({ id, settledAt });
    await db
      .insertInto('calls')
      .values(toCallRow(call, bodyOf(call), null, []))
      .execute();
  }

  const prune = (keepDays: number, maxRows = 1_000_000): Promise<number> =>
    pruneJournal({ db, clock: () => now, keepDays, maxRows });
  const left = async (): Promise<(string | null)[]> =>
    (await db.selectFrom('journal').select('name').orderBy('id').execute()).map(({ name }) => name);

  it('deletes what is older than the days to keep', async () => {
    await addCall('done', 1);
    await keep([null, 40], ['done', 31], ['unheard', 30.5], ['done', 29], [null, 0]);
    expect(await prune(30)).toBe(3);
    expect(await left()).toEqual(['e3', 'e4']);
  });

  it('deletes the oldest of what is too many', async () => {
    await keep(...Array.from({ length: 10 }, () => [null, 1] as const));
    expect(await prune(30, 4)).toBe(6);
    expect(await left()).toEqual(['e6', 'e7', 'e8', 'e9']);
  });

  it('never deletes what an unsettled call is folded from, and goes on behind it', async () => {
    await addCall('open', null);
    await addCall('done', 1);
    await keep(['done', 50], ['open', 49], ['open', 48], ['done', 47], [null, 46], [null, 1]);
    expect(await prune(30, 1)).toBe(3);
    expect(await left()).toEqual(['e1', 'e2', 'e5']);
  });

  it('deletes it once the call is settled', async () => {
    await addCall('open', null);
    await keep(['open', 50], [null, 1]);
    expect(await prune(30)).toBe(0);
    await db.updateTable('calls').set({ settled_at: 1 }).execute();
    expect(await prune(30)).toBe(1);
  });

  it('takes any number of rows in turns', async () => {
    await addCall('open', null);
    const old = Array.from({ length: 3_500 }, (_, at) => [at % 7 === 0 ? 'open' : null, 40] as const);
    await keep(...old, [null, 1]);
    expect(await prune(30)).toBe(3_000);
    expect(await left()).toHaveLength(501);
  });

  it('of an empty journal does nothing', async () => {
    expect(await prune(30, 1)).toBe(0);
  });
});
