import type { StoredCall } from '../model/call.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import type { Trx } from '../store/hot.ts';
import { amend, arrive, readCalls, type CallChange, type CommitDeps, type KnownMatches } from './commit.ts';
import type { CallSource, Item } from './item.ts';

/** Calls settled in one transaction: few enough that arrivals do not wait for it. */
const batchSize = 50;

/** Ids of calls that ended and fell silent, or were never told to end. */
export async function dueCalls(db: Db, now: number): Promise<string[]> {
  const rows = await db
    .selectFrom('calls')
    .select('id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(batchSize)
    .execute();
  return rows.map((row) => row.id);
}

/** When the next call is due, epoch ms; null: none is. */
export async function nextDue(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('calls')
    .select((of) => of.fn.min('due_at').as('due'))
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  return row?.due ?? null;
}

export interface SettleDeps extends CommitDeps {
  clock: Clock;
  /** A source that was removed still has calls: they are read as best they can. */
  source(id: string): CallSource;
  /** Writes the activities that this call is to have, inside `trx`. */
  plan(trx: Trx, calls: readonly StoredCall[]): Promise<unknown>;
}

export interface Settled {
  settled: StoredCall[];
  /** Those that were given their end: agents' screens still show them. */
  ended: CallChange[];
}

/**
 * Settles these calls inside `trx`: gives an end to those the PBX never ended, plans their activities, and marks
 * them. A call settled before is planned anew: what came late changes what was logged.
 */
export async function settle(deps: SettleDeps, trx: Trx, ids: readonly string[]): Promise<Settled> {
  const now = deps.clock();
  const due = await stillDue(trx, ids, now);
  const ended = await arrive(deps, trx, await missingEnds(deps, trx, due, now));
  // The caller may have become somebody's contact during the call.
  const numbers = (await readCalls(deps, trx, due)).flatMap((call) => outsideNumber(deps, call));
  const known = await deps.lookup(trx, numbers);
  const changes = await amend(deps, trx, due, (call) => ({
    call: { ...call, ...knownNow(call, known), settledAt: call.settledAt ?? now },
    dueAt: null,
  }));
  const settled = changes.map((change) => change.after);
  await deps.plan(trx, settled);
  return { settled, ended };
}

/** Looks at a call again later: it cannot be settled now, and must not keep the others from it. */
export async function postpone(db: Db, id: string, until: number): Promise<void> {
  await db.updateTable('calls').set({ due_at: until }).where('id', '=', id).execute();
}

/** An event may have come since they were found due. */
async function stillDue(trx: Trx, ids: readonly string[], now: number): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('calls')
    .select('id')
    .where('id', 'in', ids)
    .where('due_at', '<=', now)
    .execute();
  return rows.map((row) => row.id);
}

async function missingEnds(deps: SettleDeps, trx: Trx, ids: readonly string[], now: number): Promise<Item[]> {
  const open = await readCalls(deps, trx, ids);
  const endless = open.filter((call) => call.state !== 'ended');
  return endless.map((call) => synthesisedEnd(call, deps.source(call.sourceId), now));
}

function synthesisedEnd(call: StoredCall, source: CallSource, now: number): Item {
  return {
    source,
    receivedAt: now,
    status: 'accepted',
    name: 'ringside:end',
    // Its identity carries the time: a call revived by a late event may go stale once more.
    event: {
      type: 'call_ended',
      name: 'ringside:end',
      callId: call.pbxCallId,
      identity: `ringside:end:${call.pbxCallId}:${now}`,
      synthesised: true,
    },
    faults: [],
    method: 'ringside',
    raw: 'The phone system never said that this call ended.',
  };
}

function outsideNumber(deps: SettleDeps, { customer, sourceId }: StoredCall): string[] {
  const { e164 } = customer;
  return e164 === null || deps.source(sourceId).ownNumbers.has(e164) ? [] : [e164];
}

/** What the index knows by now, of those connections in which nobody was known. */
function knownNow(call: StoredCall, known: ReadonlyMap<string, KnownMatches>): Partial<KnownMatches> {
  const found = known.get(call.customer.e164 ?? '');
  const isNew = ({ connection }: { connection: string }): boolean =>
    !call.matches.some((match) => match.connection === connection);
  const matches = found?.matches.filter(isNew) ?? [];
  if (found === undefined || matches.length === 0) return {};
  return {
    matches: [...call.matches, ...matches],
    chosen: [...call.chosen, ...found.chosen.filter(isNew)],
    lookup: call.matches.length === 0 ? found.lookup : call.lookup,
  };
}
