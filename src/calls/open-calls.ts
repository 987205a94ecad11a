import { LRUCache } from 'lru-cache';
import type { StoredCall } from '../model/call.ts';
import type { EntryRow, HotStore, Trx } from '../store/hot.ts';
import type { Row } from '../store/schema.ts';
import type { Entry } from './order.ts';
import { toEntry, toStoredCall } from './record.ts';

/** A call with what it was folded from. Never changed in place: a failed transaction leaves no trace. */
export interface OpenCall {
  entries: readonly Entry[];
  /** Null: nothing but journal entries so far. */
  call: StoredCall | null;
  /** `call_json` as it is stored. */
  body: string | null;
  dueAt: number | null;
}

/** A call with more events than this is a loop in a PBX: later ones are journalled, not folded. */
export const mostEntries = 1_000;
/** About 10 kB each. Settled calls make room at once: hardly any of them hears of more events. */
const mostCachedCalls = 5_000;

/** Calls by id, and the journal id from which on their entries are at hand already. */
export type Wanted = ReadonlyMap<string, number>;

/** Nothing of these calls is at hand. */
export const wholly = (ids: readonly string[]): Wanted =>
  new Map(ids.map((id) => [id, Number.MAX_SAFE_INTEGER]));

export type OpenCalls = ReturnType<typeof createOpenCalls>;

/**
 * Calls between their events: from memory where they are, else from the database. Where other processes write too,
 * nothing outlives the transaction, under whose lock it was read.
 */
export function createOpenCalls(hot: Pick<HotStore, 'loadCalls' | 'entriesOf' | 'lock'>) {
  const cache = new LRUCache<string, OpenCall>({ max: mostCachedCalls });
  /** What the transaction under way made of calls; it goes to the cache once it is durable. */
  const fresh = new Map<string, OpenCall>();

  async function load(trx: Trx, wanted: Wanted): Promise<[string, OpenCall][]> {
    const ids = [...wanted.keys()];
    const rows = await hot.loadCalls(trx, ids);
    const entries = await hot.entriesOf(trx, wanted, mostEntries);
    return ids.map((id) => [id, toOpenCall(rows.get(id), entries.get(id) ?? [])]);
  }

  return {
    /** Every id has an answer: a call nothing is known of has no entries. */
    async open(trx: Trx, wanted: Wanted): Promise<Map<string, OpenCall>> {
      const open = new Map<string, OpenCall>();
      const missing = new Map<string, number>();
      for (const [id, before] of wanted) {
        const kept = fresh.get(id) ?? cache.get(id);
        if (kept === undefined) missing.set(id, before);
        else open.set(id, kept);
      }
      if (missing.size > 0) for (const [id, call] of await load(trx, missing)) open.set(id, call);
      return open;
    },
    put(id: string, call: OpenCall): void {
      fresh.set(id, call);
    },
    /** Somebody else changed their rows. */
    forget(ids: readonly string[]): void {
      for (const id of ids) {
        fresh.delete(id);
        cache.delete(id);
      }
    },
    /** The transaction is durable. */
    committed(): void {
      for (const [id, open] of fresh) {
        if (hot.lock !== null || open.dueAt === null) cache.delete(id);
        else cache.set(id, open);
      }
      fresh.clear();
    },
    /** Nothing of the transaction was kept. */
    rolledBack(): void {
      fresh.clear();
    },
  };
}

function toOpenCall(row: Row<'calls'> | undefined, entries: readonly EntryRow[]): OpenCall {
  const stored =
    row === undefined
      ? { call: null, body: null, dueAt: null }
      : { call: toStoredCall(row), body: row.call_json, dueAt: row.due_at };
  return { entries: entries.map(toEntry), ...stored };
}
