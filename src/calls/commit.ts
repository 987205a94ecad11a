import type { StoredCall } from '../model/call.ts';
import type { HotStore, Trx } from '../store/hot.ts';
import { fold } from './fold.ts';
import { reached, type CommitWatch } from './commit-watch.ts';
import type { CallSource, Item } from './item.ts';
import { toJournalRow, type AgentOf } from './journal.ts';
import { withNamed, withoutNamed } from './named.ts';
import { mostEntries, wholly, type OpenCall, type OpenCalls, type Wanted } from './open-calls.ts';
import { movesCall, type Entry } from './order.ts';
import { bodyOf, changedLegs, toCallRow, toLegRow } from './record.ts';

/** Repeats of events without an identity count as one within this time (DESIGN §4). */
const repeatMs = 2_000;

/** What is known of a number's owner. */
export type KnownMatches = Pick<StoredCall, 'lookup' | 'matches' | 'chosen'>;

export interface CommitDeps {
  hot: HotStore;
  calls: OpenCalls;
  settleAfterMs: number;
  staleAfterMs: number;
  agentOf: AgentOf;
  /** A fault of ours: the call stays as it was. */
  cannotFold(callId: string, error: unknown): void;
  /** What the phone index says of these numbers (E.164); a number it says nothing of is `pending`. */
  lookup(trx: Trx, numbers: readonly string[]): Promise<Map<string, KnownMatches>>;
  /** Somebody follows what happens to each event. */
  watch?: CommitWatch | undefined;
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

/** What is new of a call. */
export interface Arrival {
  source: CallSource;
  /** Epoch ms of the last. */
  receivedAt: number;
  entries: readonly Entry[];
}

/** By call id. */
export type Arrivals = ReadonlyMap<string, Arrival>;

/** Journals the items and folds the calls they belong to, inside `trx`. Answers the calls that changed. */
export async function arrive(deps: CommitDeps, trx: Trx, items: readonly Item[]): Promise<CallChange[]> {
  return foldArrivals(deps, trx, await journal(deps, trx, items));
}

/** Folds what the journal has, inside `trx`. Answers the calls that changed. */
export async function foldArrivals(deps: CommitDeps, trx: Trx, arrivals: Arrivals): Promise<CallChange[]> {
  if (arrivals.size === 0) return [];
  const open = await deps.calls.open(trx, atHand(arrivals));
  const folded: Folded[] = [];
  for (const [id, arrival] of arrivals) {
    const before = open.get(id) ?? unknownCall;
    const entries = merge(before.entries, arrival.entries);
    // Recordings and paused lines alone make no call: they wait in the journal for one.
    if (!entries.some(movesCall) || isForgotten(before, arrival)) continue;
    const call = foldOrReport(deps, id, entries, arrival.source);
    if (call !== null) folded.push({ id, ...arrival, before, entries, call });
  }
  // What changes nothing now may matter to what comes later.
  for (const { id, before, entries } of folded) deps.calls.put(id, { ...before, entries });
  reached(deps, 'fold');
  const known = await deps.lookup(trx, folded.flatMap(newNumber));
  reached(deps, 'lookup');
  const changes = folded.flatMap((one) => toChange(deps, one, known));
  const saved = await save(deps, trx, changes);
  reached(deps, 'save');
  return saved;
}

/** All entries of a call from its first arrival on are among its arrivals. */
function atHand(arrivals: Arrivals): Wanted {
  const wanted = new Map<string, number>();
  for (const [id, { entries }] of arrivals) wanted.set(id, entries[0]?.id ?? Number.MAX_SAFE_INTEGER);
  return wanted;
}

/** The events are safe in the journal: a fault of ours in one call must not keep others from being stored. */
function foldOrReport(
  deps: CommitDeps,
  id: string,
  entries: readonly Entry[],
  source: CallSource,
): ReturnType<typeof fold> | null {
  try {
    return fold(entries, source);
  } catch (error) {
    deps.cannotFold(id, error);
    return null;
  }
}

/** Changes stored calls otherwise than by events, inside `trx`. Ids without a stored call are passed over. */
export async function amend(
  deps: CommitDeps,
  trx: Trx,
  ids: readonly string[],
  change: Amendment,
): Promise<CallChange[]> {
  const open = await deps.calls.open(trx, wholly(ids));
  const changes = [...open.values()].flatMap(({ call, entries, dueAt }): Change[] => {
    if (call === null) return [];
    const amended = change(call, dueAt);
    const after = { ...amended.call, sequence: call.sequence + 1 };
    return [{ before: call, after, body: bodyOf(after), dueAt: amended.dueAt, entries }];
  });
  return save(deps, trx, changes);
}

/** The calls as they are now, inside `trx`; unknown ids are passed over. */
export async function readCalls(
  deps: Pick<CommitDeps, 'calls'>,
  trx: Trx,
  ids: readonly string[],
): Promise<StoredCall[]> {
  const open = await deps.calls.open(trx, wholly(ids));
  return [...open.values()].flatMap(({ call }) => call ?? []);
}

interface Folded extends Arrival {
  id: string;
  before: OpenCall;
  call: ReturnType<typeof fold>;
}

interface Change extends CallChange {
  body: string;
  dueAt: number | null;
  entries: readonly Entry[];
}

const nothingNew: Arrivals = new Map();
const unknownCall: OpenCall = { entries: [], call: null, body: null, dueAt: null };

/** Appends to the journal, inside `trx`; answers what is new of each call. */
export async function journal(deps: CommitDeps, trx: Trx, items: readonly Item[]): Promise<Arrivals> {
  if (items.length === 0) return nothingNew;
  const rows = items.map((item) => toJournalRow(item, deps.agentOf));
  const appended = await deps.hot.appendJournal(trx, rows, repeatMs);
  const arrivals = new Map<string, Arrival>();
  items.forEach(({ source, receivedAt, event }, i) => {
    const stored = appended[i];
    const { call_id: callId = null, agent_id: agentId = null } = rows[i] ?? {};
    if (callId === null || event === null || stored?.duplicate !== false) return;
    const entry = { id: stored.id, receivedAt, agentId, event };
    const entries = [...(arrivals.get(callId)?.entries ?? []), entry];
    arrivals.set(callId, { source, receivedAt, entries });
  });
  return arrivals;
}

/** What was kept may hold the new ones already: after a crash, or where a transaction failed. */
function merge(kept: readonly Entry[], arrived: readonly Entry[]): readonly Entry[] {
  const newest = kept.at(-1)?.id ?? 0;
  const added = arrived.filter((entry) => entry.id > newest);
  return kept.length + added.length > mostEntries ? kept : [...kept, ...added];
}

/** The journal was pruned of what the call was folded from: it stays as it is, for too little is known of it. */
function isForgotten(before: OpenCall, arrival: Arrival): boolean {
  const oldest = arrival.entries[0]?.id ?? Infinity;
  return before.call !== null && !before.entries.some((entry) => entry.id < oldest);
}

/** The customer's number, where it is news: a call's caller is looked up once. */
function newNumber({ call, before, source }: Folded): string[] {
  const { e164 } = call.customer;
  if (e164 === null || source.ownNumbers.has(e164)) return [];
  return before.call?.customer.e164 === e164 ? [] : [e164];
}

const nothingToFind: KnownMatches = { lookup: 'done', matches: [], chosen: [] };

function matchesOf(one: Folded, known: ReadonlyMap<string, KnownMatches>): KnownMatches {
  const [number] = newNumber(one);
  if (number !== undefined) return known.get(number) ?? { ...nothingToFind, lookup: 'pending' };
  const before = one.before.call;
  return before !== null && before.customer.e164 === one.call.customer.e164 ? before : nothingToFind;
}

const newCall: Pick<StoredCall, 'settledAt' | 'named' | 'notes' | 'sequence'> = {
  settledAt: null,
  named: null,
  notes: [],
  sequence: 0,
};

function toChange(deps: CommitDeps, one: Folded, known: ReadonlyMap<string, KnownMatches>): Change[] {
  const before = one.before.call;
  const { lookup, matches, chosen } = matchesOf(one, known);
  const { settledAt, notes, sequence, named: namedBefore } = before ?? newCall;
  // Another lead than before: its record is another one.
  const named = namedBefore?.id === one.call.lead?.id ? namedBefore : null;
  const after: StoredCall = {
    ...one.call,
    id: one.id,
    sourceId: one.source.id,
    settledAt,
    lookup,
    matches: withNamed(named, withoutNamed(namedBefore, matches)),
    chosen,
    named,
    notes,
    sequence: sequence + 1,
  };
  const body = bodyOf(after);
  if (body === one.before.body && before?.lookup === lookup) return [];
  const dueAt = one.receivedAt + (after.state === 'ended' ? deps.settleAfterMs : deps.staleAfterMs);
  return [{ before, after, body, dueAt, entries: one.entries }];
}

async function save(deps: CommitDeps, trx: Trx, changes: readonly Change[]): Promise<CallChange[]> {
  if (changes.length === 0) return [];
  for (const { after, body, dueAt, entries } of changes) {
    deps.calls.put(after.id, { entries, call: after, body, dueAt });
  }
  await deps.hot.saveCalls(
    trx,
    changes.map(({ after, body, dueAt, entries }) => toCallRow(after, body, dueAt, entries)),
  );
  await deps.hot.saveLegs(
    trx,
    changes.flatMap(({ before, after }) => changedLegs(before, after).map((leg) => toLegRow(after, leg))),
  );
  return [...changes];
}
