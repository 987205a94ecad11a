import { pino } from 'pino';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { deadActivities, deadReasons } from '../../src/activity/dead.ts';
import { ledgerHistory } from '../../src/activity/ledger-history.ts';
import { encodeActivity } from '../../src/activity/payload.ts';
import { createRetries, type Retries, type RetriesDeps } from '../../src/activity/retries.ts';
import type { Db } from '../../src/store/database.ts';
import type { NewRow } from '../../src/store/schema.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { anActivity } from './builders.ts';

const hour = 3_600_000;
const midnight = Date.UTC(2026, 10, 16);
const connections = [
  { id: 'k1', name: 'sales' },
  { id: 'k2', name: 'support' },
];

function aRow(n: number, change: Partial<NewRow<'activities'>> = {}): NewRow<'activities'> {
  const id = `a${String(n).padStart(5, '0')}`;
  return {
    ...{ id, key: id, connection_id: 'k1', call_id: `c${String(n)}`, slot: 1, agent_id: null },
    ...{ status: 'dead', reason: 'No owner', payload_json: encodeActivity(anActivity()), logged_json: null },
    ...{ record_type: null, record_id: null, unsure: 0, tries: 3, due_at: null, claimed_until: null },
    ...{ created_at: midnight, ...change },
  };
}

describeEachDatabase('what a CRM refused', (open) => {
  let db: Db;
  let openAgain: Awaited<ReturnType<typeof open>>['another'];
  let woken = 0;
  beforeAll(async () => {
    ({ db, another: openAgain } = await open());
  });
  beforeEach(async () => {
    for (const table of ['activities', 'retries'] as const) await db.deleteFrom(table).execute();
  });

  const process = (change: Partial<RetriesDeps> = {}): Retries =>
    createRetries({
      ...{ db, clock: () => midnight, log: pino({ level: 'silent' }) },
      ...{ newId: () => crypto.randomUUID(), connections: () => connections, wake: () => void (woken += 1) },
      ...change,
    });
  async function keep(...rows: NewRow<'activities'>[]): Promise<void> {
    for (let from = 0; from < rows.length; from += 500)
      await db
        .insertInto('activities')
        .values(rows.slice(from, from + 500))
        .execute();
  }
  const statuses = async (): Promise<string> =>
    (await db.selectFrom('activities').select('status').orderBy('id').execute())
      .map(({ status }) => status)
      .join(' ');
  const finished = (retries: Retries, id: string) =>
    until('it has been through', async () => {
      const retry = await retries.get(id);
      return retry?.state === 'finished' || retry?.state === 'sending' ? retry : null;
    });

  it('is told page by page, with the reasons counted', async () => {
    await keep(aRow(1), aRow(2, { reason: 'Locked' }), aRow(3), aRow(4, { connection_id: 'k2' }));
    await keep(aRow(5, { status: 'logged', reason: null }));
    const name = (id: string): string => connections.find((one) => one.id === id)?.name ?? id;
    const first = await deadActivities(db, { limit: 2 }, name);
    expect(first.items).toMatchObject([
      { id: 'a00001', callId: 'c1', connection: 'sales', reason: 'No owner', agent: 'Martin' },
      { id: 'a00002', reason: 'Locked' },
    ]);
    const second = await deadActivities(db, { limit: 2, cursor: first.nextCursor ?? '' }, name);
    expect(second.items.map(({ id }) => id)).toEqual(['a00003', 'a00004']);
    expect(second.nextCursor).toBeNull();
    expect((await deadActivities(db, { limit: 9, connectionId: 'k2' }, name)).items).toHaveLength(1);
    expect((await deadReasons(db, name))[0]).toEqual({ connection: 'sales', reason: 'No owner', count: 2 });
  });

  it('is all made due again, with the progress to be seen', async () => {
    await keep(...Array.from({ length: 450 }, (_, n) => aRow(n)));
    await keep(aRow(900, { connection_id: 'gone' }), aRow(901, { status: 'logged', reason: null }));
    const retries = process();
    const before = woken;
    const { id, total } = await retries.begin(null, 'ops@example.com');
    expect(total).toBe(450);
    expect(await finished(retries, id)).toMatchObject({
      state: 'sending',
      waiting: 450,
      dead: 0,
      by: 'ops@example.com',
    });
    expect(woken).toBeGreaterThan(before);
    await db.updateTable('activities').set({ status: 'logged' }).where('id', '<', 'a00400').execute();
    await db.updateTable('activities').set({ status: 'dead' }).where('status', '=', 'waiting').execute();
    expect(await retries.get(id)).toMatchObject({ state: 'finished', logged: 400, waiting: 0, dead: 50 });
    expect((await retries.list()).map((one) => one.id)).toEqual([id]);
    await retries.stop();
  });

  it('of one connection leaves the others alone', async () => {
    await keep(aRow(1), aRow(2, { connection_id: 'k2' }));
    const retries = process();
    const { id } = await retries.begin('k2', null);
    expect(await finished(retries, id)).toMatchObject({ connection: 'support', total: 1 });
    expect(await statuses()).toBe('dead waiting');
    await retries.stop();
  });

  it('is gone on with by the next process', async () => {
    await keep(aRow(1), aRow(2), aRow(3));
    const row = { id: 'r1', connection_id: 'k1', asked_by: null, created_at: midnight, total: 3 };
    await db
      .insertInto('retries')
      .values({ ...row, reached: 'a00001', marked_at: null, claimed_by: null, claimed_until: null })
      .execute();
    const next = process();
    next.start();
    await finished(next, 'r1');
    expect(await statuses()).toBe('dead waiting waiting');
    await next.stop();
  });

  it('is worked off by one of several processes, to the end', async () => {
    await keep(...Array.from({ length: 1_500 }, (_, n) => aRow(n)));
    const row = { id: 'r1', connection_id: null, asked_by: null, created_at: midnight, total: 1_500 };
    const held = { claimed_by: null, claimed_until: null };
    await db
      .insertInto('retries')
      .values({ ...row, ...held, reached: '', marked_at: null })
      .execute();
    const own = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const turns = { taken: 0 };
        const { db: ownDb } = await openAgain();
        const one = process({ db: ownDb, wake: () => void (turns.taken += 1) });
        one.start();
        return { one, turns };
      }),
    );
    await Promise.all(own.map(({ one }) => finished(one, 'r1')));
    await Promise.all(own.map(({ one }) => one.stop()));
    // Eight turns of 200 at most, and the one that finds no more.
    expect(own.map(({ turns }) => turns.taken).sort()).toEqual([0, 0, 9]);
    expect(new Set((await statuses()).split(' '))).toEqual(new Set(['waiting']));
  });

  it('of a process that died is taken over when its claim is past, and not before', async () => {
    await keep(aRow(1), aRow(2));
    const row = { id: 'r1', connection_id: 'k1', asked_by: null, created_at: midnight, total: 2 };
    await db
      .insertInto('retries')
      .values({
        ...{ ...row, reached: '', marked_at: null },
        ...{ claimed_by: 'one that died', claimed_until: midnight + 30_000 },
      })
      .execute();
    const time = { now: midnight, asked: 0 };
    const clock = (): number => {
      time.asked += 1;
      return time.now;
    };
    const next = process({ clock, lookEveryMs: 10 });
    next.start();
    await until('it has looked several times', () => time.asked > 3);
    expect(await statuses()).toBe('dead dead');
    time.now = midnight + 30_000;
    await finished(next, 'r1');
    expect(await statuses()).toBe('waiting waiting');
    await next.stop();
  });

  it('and everything else is counted over time', async () => {
    await keep(
      aRow(1, { created_at: midnight }),
      aRow(2, { created_at: midnight + 59 * 60_000, status: 'logged' }),
      aRow(3, { created_at: midnight + hour, status: 'sending' }),
      aRow(4, { created_at: midnight + 30 * hour, status: 'skipped', connection_id: 'k2' }),
    );
    const none = { logged: 0, waiting: 0, dead: 0, skipped: 0 };
    const byHour = await ledgerHistory(db, { since: midnight, until: midnight + 2 * hour, offsetMinutes: 0 });
    expect(byHour.buckets).toEqual([
      { ...none, from: '2026-11-16T00:00:00.000Z', dead: 1, logged: 1 },
      { ...none, from: '2026-11-16T01:00:00.000Z', waiting: 1 },
    ]);
    // The days of Prague begin an hour earlier.
    const days = { since: midnight - hour, until: midnight + 95 * hour, offsetMinutes: 60 };
    const byDay = await ledgerHistory(db, days);
    expect(byDay.buckets.map(({ from, skipped, dead }) => [from, dead, skipped])).toEqual([
      ['2026-11-15T23:00:00.000Z', 1, 0],
      ['2026-11-16T23:00:00.000Z', 0, 1],
      ['2026-11-17T23:00:00.000Z', 0, 0],
      ['2026-11-18T23:00:00.000Z', 0, 0],
    ]);
    const one = await ledgerHistory(db, { ...days, connectionId: 'k2' });
    expect(one.buckets.reduce((sum, { dead, skipped }) => sum + dead + skipped, 0)).toBe(1);
  });
});
