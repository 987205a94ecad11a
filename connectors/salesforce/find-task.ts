import { z } from 'zod';
import type { Ctx } from '../../src/crm/contract.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import type { KeyField } from './org.ts';
import { queryPath, quoted, rowsOf } from './query.ts';
import type { Ask } from './request.ts';

const dayMs = 24 * 60 * 60_000;
/** Longest list of keys in one query: Salesforce takes addresses of 16,384 characters, and escapes count. */
const mostKeyChars = 12_000;

/**
 * CallObject has no index, and a search of millions of Tasks by it alone times out: the day of creation, which has one,
 * narrows it. A lost write that is looked for later than this is looked for again, without a bound that could miss it,
 * when the call is sent anew (`findTasks`).
 */
const lookBack = 'CreatedDate = LAST_N_DAYS:31';

const row = z.record(z.string(), z.unknown()).and(z.object({ Id: z.string() }));

/** The Task with this key; null: there is none. */
export async function findTask(
  ask: Ask,
  { name, idempotency }: KeyField,
  key: string,
  x: Ctx,
): Promise<string | null> {
  const when = idempotency === 'unique_key' ? '' : ` AND ${lookBack}`;
  const soql = `SELECT Id FROM Task WHERE ${name} = ${quoted(key)}${when} ORDER BY CreatedDate LIMIT 1`;
  const [found] = await ask({ path: queryPath(soql), guard: rowsOf(row) }, x);
  return found?.Id ?? null;
}

/** Ids of the Tasks that these calls have already, by key. No Task is older than its call. */
export async function findTasks(
  ask: Ask,
  { name }: KeyField,
  calls: readonly Pick<CallActivity, 'key' | 'startedAt'>[],
  x: Ctx,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const some of packed(calls)) {
    // A day's leave for clocks that differ.
    const since = new Date(Math.min(...some.map(({ startedAt }) => startedAt)) - dayMs).toISOString();
    const keys = some.map(({ key }) => quoted(key)).join();
    const soql = `SELECT Id, ${name} FROM Task WHERE ${name} IN (${keys}) AND CreatedDate >= ${since} ORDER BY CreatedDate`;
    for (const task of await ask({ path: queryPath(soql), guard: rowsOf(row) }, x)) {
      const key = task[name];
      // Of two, which a person may have copied, the first is ours.
      if (typeof key === 'string' && !found.has(key)) found.set(key, task.Id);
    }
  }
  return found;
}

function packed<T extends { key: string }>(calls: readonly T[]): T[][] {
  const packs: T[][] = [];
  let room = 0;
  for (const call of calls) {
    const chars = encodeURIComponent(`${quoted(call.key)},`).length;
    if (room < chars) {
      packs.push([]);
      room = mostKeyChars;
    }
    packs.at(-1)?.push(call);
    room -= chars;
  }
  return packs;
}
