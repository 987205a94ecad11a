import { LRUCache } from 'lru-cache';
import type { StoredCall } from '../model/call.ts';
import type { HotStore, Trx } from '../store/hot.ts';
import { fold } from './fold.ts';
import type { CallSource, Item } from './item.ts';
import { toJournalRow, type AgentOf } from './journal.ts';
import { movesCall, type Entry } from './order.ts';
import { bodyOf, changedLegs, toCallRow, toEntry, toLegRow, toStoredCall } from './record.ts';

/** Repeats of events without an identity count as one within this time (DESIGN §4). */
const repeatMs = 2_000;
/** A call with more events than this is a loop in a PBX: later ones are journalled, not folded. */
const mostEntries = 1_000;
const mostCachedCalls = 20_000;

/** What is known of a number's owner. */
export type KnownMatches = Pick<StoredCall, 'lookup' | 'matches' | 'chosen'>;

export interface CommitDeps {
  hot: HotStore;
  settleAfterMs: number;
  staleAfterMs: number;
  agentOf: AgentOf;
  /** What the phone index says of these numbers (E.164); a number it says nothing of is `pending`. */
  lookup(trx: Trx, numbers: readonly string[]): Promise<Map<string, KnownMatches>>;
}

/** A call before and after one transaction. */
export interface CallChange {
  before: StoredCall | null;
  after: StoredCall;
}

/** A changed call and when it is due next (epoch ms; null: nothing to do). */
export interface Amended {
  call: StoredCall;
  dueAt: number | null;
}

export type Amendment = (call: StoredCall, dueAt: number | null) => Amended;

/** What is kept of a call between events. Never changed in place: a failed transaction leaves no trace. */
interface OpenCall {
  entries: readonly Entry[];
  call: StoredCall | null;
  body: string | null;
  dueAt: number | null;
}

export type CallCommit = ReturnType<typeof createCallCommit>;

/** Turns arrivals into journal rows and calls, inside the caller's transaction. */
export function createCallCommit(deps: CommitDeps) {
  const { hot } = deps;
  const cache = new LRUCache<string, OpenCall>({ max: mostCachedCalls });
  /** What this transaction made of calls; goes to the cache once it is durable. */
  const fresh = new Map<string, OpenCall>();

  async function arrive(trx: Trx, items: readonly Item[]): Promise<CallChange[]> {
    const rows = items.map((item) => toJournalRow(item, deps.agentOf));
    const appended = await hot.appendJournal(trx, rows, repeatMs);
    const arrivals = new Map<string, Arrivals>();
    items.forEach((item, i) => {
      const stored = appended[i];
      const callId = rows[i]?.call_id ?? null;
      if (stored === undefined || stored.duplicate || item.event === null || callId === null) return;
      const of = arrivals.get(callId) ?? { source: item.source, receivedAt: 0, entries: [] };
      of.entries.push({
        id: stored.id,
        receivedAt: item.receivedAt,
        agentId: rows[i]?.agent_id ?? null,
        event: item.event,
      });
      of.receivedAt = Math.max(of.receivedAt, item.receivedAt);
      arrivals.set(callId, of);
    });
    return foldArrivals(trx, arrivals);
  }

  async function foldArrivals(trx: Trx, arrivals: ReadonlyMap<string, Arrivals>): Promise<CallChange[]> {
    const open = await openCalls(trx, [...arrivals.keys()]);
    const folded: Folded[] = [];
    for (const [id, { source, entries, receivedAt }] of arrivals) {
      const before = open.get(id);
      const all = merge(before?.entries ?? [], entries);
      // Recordings and paused lines alone make no call: they wait in the journal for one.
      if (!all.some(movesCall)) continue;
      folded.push({
        id,
        source,
        receivedAt,
        before: before ?? emptyCall,
        entries: all,
        call: fold(all, source),
      });
    }
    const known = await deps.lookup(trx, folded.flatMap(numberToLookUp));
    const changes = folded.flatMap((one) => toChange(one, known));
    await save(trx, changes);
    return changes;
  }

  function toChange(one: Folded, known: ReadonlyMap<string, KnownMatches>): (CallChange & Saved)[] {
    const before = one.before.call;
    const [number] = numberToLookUp(one);
    const sameNumber = before !== null && before.customer.e164 === one.call.customer.e164;
    const found =
      number === undefined ? (sameNumber ? before : nothingToFind) : (known.get(number) ?? notYetFound);
    const after: StoredCall = {
      ...one.call,
      id: one.id,
      sourceId: one.source.id,
      settledAt: before?.settledAt ?? null,
      lookup: found.lookup,
      matches: found.matches,
      chosen: found.chosen,
      sequence: (before?.sequence ?? 0) + 1,
    };
    const body = bodyOf(after);
    if (body === one.before.body && before?.lookup === after.lookup) return [];
    const dueAt = one.receivedAt + (after.state === 'ended' ? deps.settleAfterMs : deps.staleAfterMs);
    return [{ before, after, body, dueAt, entries: one.entries }];
  }

  async function save(trx: Trx, changes: readonly (CallChange & Saved)[]): Promise<void> {
    for (const { after, body, dueAt, entries } of changes)
      fresh.set(after.id, { entries, call: after, body, dueAt });
    await hot.saveCalls(
      trx,
      changes.map(({ after, body, dueAt }) => toCallRow(after, body, dueAt)),
    );
    await hot.saveLegs(
      trx,
      changes.flatMap(({ before, after }) => changedLegs(before, after).map((leg) => toLegRow(after, leg))),
    );
  }

  async function openCalls(trx: Trx, ids: readonly string[]): Promise<Map<string, OpenCall>> {
    const open = new Map<string, OpenCall>();
    for (const id of ids) {
      const kept = fresh.get(id) ?? cache.get(id);
      if (kept !== undefined) open.set(id, kept);
    }
    const missing = ids.filter((id) => !open.has(id));
    if (missing.length === 0) return open;
    const rows = await hot.loadCalls(trx, missing);
    const entries = await hot.entriesOf(trx, missing, mostEntries);
    for (const id of missing) {
      const row = rows.get(id);
      const call = row === undefined ? null : toStoredCall(row);
      open.set(id, {
        entries: (entries.get(id) ?? []).map(toEntry),
        call,
        body: row?.call_json ?? null,
        dueAt: row?.due_at ?? null,
      });
    }
    return open;
  }

  /** Changes stored calls otherwise than by events. Ids without a stored call are passed over. */
  async function amend(trx: Trx, ids: readonly string[], change: Amendment): Promise<CallChange[]> {
    const open = await openCalls(trx, ids);
    const changes = [...open.values()].flatMap(({ call, entries, dueAt }) => {
      if (call === null) return [];
      const amended = change(call, dueAt);
      const after = { ...amended.call, sequence: call.sequence + 1 };
      return [{ before: call, after, body: bodyOf(after), dueAt: amended.dueAt, entries }];
    });
    await save(trx, changes);
    return changes;
  }

  /** The calls as they are now; unknown ids are passed over. */
  async function read(trx: Trx, ids: readonly string[]): Promise<StoredCall[]> {
    return [...(await openCalls(trx, ids)).values()].flatMap(({ call }) => call ?? []);
  }

  return {
    arrive,
    amend,
    read,
    /** The transaction is durable. */
    committed(): void {
      for (const [id, open] of fresh) cache.set(id, open);
      fresh.clear();
    },
    /** Nothing of the transaction was kept. */
    rolledBack(): void {
      fresh.clear();
    },
  };
}

interface Arrivals {
  source: CallSource;
  receivedAt: number;
  entries: Entry[];
}

interface Folded {
  id: string;
  source: CallSource;
  receivedAt: number;
  before: OpenCall;
  entries: readonly Entry[];
  call: ReturnType<typeof fold>;
}

interface Saved {
  body: string;
  dueAt: number | null;
  entries: readonly Entry[];
}

const emptyCall: OpenCall = { entries: [], call: null, body: null, dueAt: null };
const nothingToFind: KnownMatches = { lookup: 'done', matches: [], chosen: null };
const notYetFound: KnownMatches = { lookup: 'pending', matches: [], chosen: null };

/** Entries read from the database hold the new ones already. */
function merge(kept: readonly Entry[], arrived: readonly Entry[]): readonly Entry[] {
  const newest = kept.at(-1)?.id ?? 0;
  const added = arrived.filter((entry) => entry.id > newest);
  return kept.length + added.length > mostEntries ? kept : [...kept, ...added];
}

/** The customer's number, where it is news: a call's caller is looked up once. */
function numberToLookUp({ call, before, source }: Folded): string[] {
  const { e164 } = call.customer;
  if (e164 === null || source.ownNumbers.has(e164)) return [];
  return before.call?.customer.e164 === e164 ? [] : [e164];
}
