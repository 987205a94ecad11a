import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Db } from '../store/database.ts';
import type { AccountInfo } from './contract.ts';

/** A check as it is kept: what the CRM said of itself, or why it said nothing. */
const kept = z.object({
  account: z.string().nullable(),
  quota: z.object({ used: z.number(), limit: z.number() }).nullable(),
  idempotency: z.enum(['unique_key', 'find_first']).nullable(),
  notes: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type KeptCheck = z.infer<typeof kept>;

/** How a connection has fared, as the database knows it. Times are epoch ms. */
export interface Standing {
  succeededAt: number | null;
  check: { at: number; result: KeptCheck } | null;
  waiting: number;
  dead: number;
  mirror: { numbers: number; progress: number | null; updatedAt: number | null; error: string | null };
}

export interface Standings {
  of(connectionId: string): Promise<Standing>;
  keepCheck(connectionId: string, result: KeptCheck, at: number): Promise<void>;
}

/** Counting reads a mirror's whole index: of a large one, pages that ask every few seconds get that of a moment ago. */
const large = 10_000;
const countedForMs = 15_000;

export function createStandings(db: Db): Standings {
  const counted = new LRUCache<string, number>({ max: 1_000, ttl: countedForMs });

  async function numbersOf(id: string): Promise<number> {
    const known = counted.get(id);
    if (known !== undefined) return known;
    const { numbers } = await db
      .selectFrom('phone_index')
      .select(({ fn }) => fn.countAll<number>().as('numbers'))
      .where('connection_id', '=', id)
      .executeTakeFirstOrThrow();
    if (numbers > large) counted.set(id, numbers);
    return numbers;
  }

  return {
    async of(id) {
      const row = await db
        .selectFrom('connections')
        .select(['succeeded_at', 'checked_at', 'check_json'])
        .select(['mirror_progress as progress', 'mirrored_at as updatedAt', 'mirror_error as error'])
        .where('id', '=', id)
        .executeTakeFirst();
      const { succeeded_at, checked_at, check_json, ...mirror } = row ?? unknown;
      return {
        succeededAt: succeeded_at,
        check: readCheck(checked_at, check_json),
        ...(await unlogged(db, id)),
        mirror: { numbers: await numbersOf(id), ...mirror },
      };
    },
    async keepCheck(id, result, at) {
      const change = { checked_at: at, check_json: JSON.stringify(result) };
      await db.updateTable('connections').set(change).where('id', '=', id).execute();
    },
  };
}

const unknown = {
  succeeded_at: null,
  checked_at: null,
  check_json: null,
  progress: null,
  updatedAt: null,
  error: null,
};

/** From the ledger's index, without the many that are logged. */
async function unlogged(db: Db, connectionId: string): Promise<{ waiting: number; dead: number }> {
  const rows = await db
    .selectFrom('activities')
    .select(['status', ({ fn }) => fn.countAll<number>().as('rows')])
    .where('connection_id', '=', connectionId)
    .where('status', 'in', ['waiting', 'sending', 'dead'])
    .groupBy('status')
    .execute();
  const sum = (...statuses: string[]): number =>
    rows.reduce((total, row) => total + (statuses.includes(row.status) ? row.rows : 0), 0);
  return { waiting: sum('waiting', 'sending'), dead: sum('dead') };
}

function readCheck(at: number | null, json: string | null): Standing['check'] {
  const result = json === null ? undefined : kept.safeParse(JSON.parse(json)).data;
  return at === null || result === undefined ? null : { at, result };
}

export function passed({ account, quota, idempotency, notes }: AccountInfo): KeptCheck {
  return { account, quota, idempotency, notes: [...notes], error: null };
}

export function failed(code: string, message: string): KeptCheck {
  return { account: null, quota: null, idempotency: null, notes: [], error: { code, message } };
}
