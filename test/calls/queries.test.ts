import { beforeAll, expect, it } from 'vitest';
import { callById, listAgentCalls, listCalls, liveCalls, type CallFilter } from '../../src/calls/queries.ts';
import { bodyOf, toCallRow, toLegRow } from '../../src/calls/record.ts';
import type { LegState, StoredCall } from '../../src/model/call.ts';
import type { NewRow } from '../../src/store/schema.ts';
import type { Db } from '../../src/store/database.ts';
import { aCall, aLeg } from '../activity/builders.ts';
import { describeEachDatabase } from '../support/databases.ts';

const karel = { number: '591166223', e164: '+420591166223' };
const customer = { ...karel, name: null, country: 'CZ', withheld: false, internal: false };

/** Ten calls, the odd ones of another source; calls 4 to 6 began in one moment. */
const calls: StoredCall[] = Array.from({ length: 10 }, (_, at) =>
  aCall({
    id: `call-${String(at)}`,
    sourceId: at % 2 === 1 ? 'hub' : 'office',
    startedAt: at >= 4 && at <= 6 ? 5_000 : at * 1_000,
    state: at < 8 ? 'ended' : 'ringing',
    outcome: at % 4 === 0 ? 'missed' : 'answered',
    customer:
      at === 3
        ? { ...customer, number: '100', e164: null }
        : { ...customer, e164: `+4205911662${String(at)}` },
    legs: [
      leg('eva', at, at < 8 ? 'ended' : 'ringing'),
      ...(at % 3 === 0 ? [leg('jan', at, at === 9 ? 'answered' : 'ended')] : []),
    ],
  }),
);

function leg(agentId: string, at: number, state: LegState) {
  return aLeg({ key: `${agentId}-${String(at)}`, agentId, state });
}

/** What became of some calls: call, connection, status, reason. */
const fates = [
  [7, 'crm', 'dead', 'No owner'],
  [6, 'crm', 'logged', null],
  [6, 'book', 'skipped', 'internal'],
  [5, 'crm', 'sending', null],
  [4, 'crm', 'waiting', null],
  [3, 'crm', 'skipped', 'unknown_caller'],
  [1, 'book', 'dead', 'Locked'],
] as const;

function anActivity([call, connection_id, status, reason]: (typeof fates)[number]): NewRow<'activities'> {
  const key = `rs-${String(call)}-${connection_id}`;
  return {
    ...{
      id: key,
      key,
      connection_id,
      call_id: `call-${String(call)}`,
      slot: 1,
      agent_id: null,
      status,
      reason,
    },
    ...{ payload_json: '{}', logged_json: null, record_type: null, record_id: null, unsure: 0, tries: 0 },
    ...{ due_at: null, claimed_until: null, created_at: 0 },
  };
}

describeEachDatabase('calls are found', (open) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
    for (const call of calls) {
      await db
        .insertInto('calls')
        .values(toCallRow(call, bodyOf(call), call.state === 'ended' ? null : 1, []))
        .execute();
      for (const one of call.legs) await db.insertInto('legs').values(toLegRow(call, one)).execute();
    }
    await db.insertInto('activities').values(fates.map(anActivity)).execute();
  });

  const ids = (found: readonly StoredCall[]): string => found.map(({ id }) => id.slice(5)).join(' ');
  const list = async (filter: Partial<CallFilter> = {}): Promise<string> =>
    ids((await listCalls(db, { limit: 500, ...filter })).calls);

  it('latest first, those of one moment in a fixed order', async () => {
    expect(await list()).toBe('9 8 7 6 5 4 3 2 1 0');
  });

  it('as they were stored', async () => {
    expect((await listCalls(db, { limit: 1 })).calls).toEqual([calls[9]]);
    expect(await callById(db, 'call-3')).toEqual(calls[3]);
    expect(await callById(db, 'none')).toBeNull();
  });

  it('by each filter, and by all together', async () => {
    expect(await list({ sourceId: 'hub' })).toBe('9 7 5 3 1');
    expect(await list({ state: 'ringing' })).toBe('9 8');
    expect(await list({ agentId: 'jan' })).toBe('9 6 3 0');
    expect(await list({ numbers: ['+42059116622', '100'] })).toBe('3 2');
    expect(await list({ since: 7_000 })).toBe('9 8 7');
    expect(await list({ sourceId: 'hub', agentId: 'jan', since: 3_000, state: 'ended' })).toBe('3');
    expect(await list({ agentId: 'nobody' })).toBe('');
    expect(await list({ since: 3_000, until: 7_000 })).toBe('6 5 4 3');
    expect(await list({ outcome: 'missed' })).toBe('8 4 0');
  });

  it('by what became of them', async () => {
    expect(await list({ fate: { status: 'dead' } })).toBe('7 1');
    expect(await list({ fate: { status: 'dead', connectionId: 'crm' } })).toBe('7');
    expect(await list({ fate: { status: 'logged' } })).toBe('6');
    expect(await list({ fate: { status: 'waiting' } })).toBe('5 4');
    expect(await list({ fate: { status: 'skipped' } })).toBe('6 3');
    expect(await list({ fate: { status: 'skipped', reason: 'internal' } })).toBe('6');
    expect(await list({ fate: { status: 'skipped' }, outcome: 'missed' })).toBe('');
  });

  it.each([1, 2, 3, 4, 10])('page by page, %i at a time, each once', async (limit) => {
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCalls(db, { limit, cursor });
      pages.push(ids(page.calls));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages.join(' ')).toBe('9 8 7 6 5 4 3 2 1 0');
  });

  it.each([1, 2, 3, 10])('of one outcome, page by page, %i at a time', async (limit) => {
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCalls(db, { outcome: 'answered', limit, cursor });
      pages.push(ids(page.calls));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages.filter((page) => page !== '').join(' ')).toBe('9 7 6 5 3 2 1');
  });

  it.each([1, 2, 3, 5])("of one agent's phone, page by page, %i at a time", async (limit) => {
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAgentCalls(db, 'jan', { limit, cursor });
      pages.push(ids(page.calls));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages.filter((page) => page !== '').join(' ')).toBe('9 6 3 0');
  });

  it.each(['', 'x', '1', '1.', "5000.a'b", '99999999999999999999.a', '-1.a'])(
    'from the beginning by a cursor that is none: %o',
    async (cursor) => {
      expect(await list({ cursor })).toBe('9 8 7 6 5 4 3 2 1 0');
    },
  );

  it('that ring or talk at an agent’s now', async () => {
    expect(ids(await liveCalls(db, 'eva'))).toBe('9 8');
    expect(ids(await liveCalls(db, 'jan'))).toBe('9');
    expect(ids(await liveCalls(db, 'nobody'))).toBe('');
  });
});
