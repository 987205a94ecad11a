import { z } from 'zod';
import { retentionBody, type Retention, type RetentionState } from '../api/privacy.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';

const key = 'retention';

export interface RetentionSettings {
  /** As set in the pages, else the defaults. */
  readonly now: () => Promise<Retention>;
  readonly state: () => Promise<RetentionState>;
  readonly set: (retention: Retention, by: string | null) => Promise<RetentionState>;
}

/** How long things are kept. Read anew each time: another process may have changed it. */
export function createRetention(deps: { db: Db; clock: Clock; defaults: Retention }): RetentionSettings {
  const { db, clock, defaults } = deps;

  async function read() {
    const row = await db.selectFrom('settings').selectAll().where('key', '=', key).executeTakeFirst();
    const set = row === undefined ? undefined : retentionBody.safeParse(JSON.parse(row.value_json)).data;
    return { row, retention: set ?? defaults };
  }

  async function state(): Promise<RetentionState> {
    const { row, retention } = await read();
    return {
      ...retention,
      changedAt: isoOrNull(row?.changed_at),
      changedBy: row?.changed_by ?? null,
      held: await heldNow(db),
    };
  }

  return {
    now: async () => (await read()).retention,
    state,
    async set(retention, by) {
      const row = { value_json: JSON.stringify(retention), changed_at: clock(), changed_by: by };
      await db
        .insertInto('settings')
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute();
      return state();
    },
  };
}

async function heldNow(db: Db): Promise<RetentionState['held']> {
  const entry = (order: 'asc' | 'desc') =>
    db.selectFrom('journal').select(['id', 'received_at']).orderBy('id', order).limit(1).executeTakeFirst();
  const [first, last] = [await entry('asc'), await entry('desc')];
  const calls = await db
    .selectFrom('calls')
    .select((select) => [select.fn.countAll<number>().as('rows'), select.fn.min('started_at').as('oldest')])
    .executeTakeFirstOrThrow();
  return {
    journalRows: first === undefined || last === undefined ? 0 : last.id - first.id + 1,
    oldestEntryAt: isoOrNull(first?.received_at),
    calls: calls.rows,
    oldestCallAt: isoOrNull(calls.oldest),
  };
}

const isoOrNull = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();

/** How far calls have been made anonymous for their age, by the time they began (epoch ms). */
export async function reachedAge(db: Db): Promise<number> {
  const row = await db
    .selectFrom('settings')
    .select('value_json')
    .where('key', '=', reachedKey)
    .executeTakeFirst();
  return row === undefined ? 0 : z.number().parse(JSON.parse(row.value_json));
}

export async function saveReachedAge(db: Db, at: number, now: number): Promise<void> {
  const row = { value_json: JSON.stringify(at), changed_at: now, changed_by: null };
  await db
    .insertInto('settings')
    .values({ key: reachedKey, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}

const reachedKey = 'retention.anonymous-before';
