import { setImmediate as breathe } from 'node:timers/promises';
import type { StoredCall } from '../model/call.ts';
import type { Db } from '../store/database.ts';
import { toStoredCall } from './record.ts';

export interface CallFilter {
  sourceId?: string | undefined;
  state?: string | undefined;
  agentId?: string | undefined;
  /** Any of these, E.164 or as sent. */
  numbers?: readonly string[] | undefined;
  /** Epoch ms. */
  since?: number | undefined;
  /** Epoch ms: calls that began earlier. */
  until?: number | undefined;
  outcome?: string | undefined;
  fate?: CallFate | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** What became of a call in some connection, or in this one. */
export interface CallFate {
  status: 'logged' | 'waiting' | 'dead' | 'skipped';
  connectionId?: string | undefined;
  /** Why it was skipped. */
  reason?: string | undefined;
}

export interface CallPage {
  calls: StoredCall[];
  nextCursor: string | null;
}

/** Rows read in one go where only looking at them tells, and goes for one page. */
const batchRows = 500;
const mostBatches = 20;

/**
 * Calls, latest first. A cursor that is none starts from the beginning. Outcome and fate are not indexed: a page may
 * be short, even empty, and still have a `nextCursor` when 10,000 calls were looked at for it.
 */
export async function listCalls(db: Db, filter: CallFilter): Promise<CallPage> {
  const calls: StoredCall[] = [];
  const size = needsLook(filter) ? batchRows : filter.limit;
  let cursor = filter.cursor ?? null;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const page = await readBatch(db, { ...filter, cursor: cursor ?? undefined, limit: size });
    const fitting = await thoseThatFit(db, filter, page.calls);
    const room = filter.limit - calls.length;
    calls.push(...fitting.slice(0, room));
    const last = calls.at(-1);
    if (fitting.length > room && last !== undefined) return { calls, nextCursor: cursorOf(last) };
    cursor = page.nextCursor;
    if (cursor === null || calls.length === filter.limit) break;
    await breathe();
  }
  return { calls, nextCursor: cursor };
}

function needsLook({ outcome, fate }: CallFilter): boolean {
  return outcome !== undefined || fate !== undefined;
}

/** Calls, only those that an index of few has where the filter names such ones; else a page would look at all. */
function fewCalls(db: Db, { agentId, state, fate }: CallFilter) {
  let query = db.selectFrom('calls').selectAll('calls');
  if (agentId !== undefined) {
    query = query.where('calls.id', 'in', (inner) =>
      inner.selectFrom('legs').select('legs.call_id').where('legs.agent_id', '=', agentId),
    );
  }
  if (fate?.status === 'dead') {
    query = query.where('calls.id', 'in', (inner) =>
      inner.selectFrom('activities').select('call_id').where('status', '=', 'dead'),
    );
  }
  // Calls that are not over are all due some time.
  if (state !== undefined && state !== 'ended') {
    query = query.where('calls.id', 'in', (inner) =>
      inner.selectFrom('calls as due').select('due.id').where('due.due_at', 'is not', null),
    );
  }
  return query;
}

/** One page by what is indexed. */
async function readBatch(db: Db, filter: CallFilter): Promise<CallPage> {
  let query = fewCalls(db, filter);
  const { sourceId, state, numbers, since, until } = filter;
  if (sourceId !== undefined) query = query.where('calls.source_id', '=', sourceId);
  if (state !== undefined) query = query.where('calls.state', '=', state);
  if (numbers !== undefined) query = query.where('calls.customer_number', 'in', numbers);
  if (since !== undefined) query = query.where('calls.started_at', '>=', since);
  if (until !== undefined) query = query.where('calls.started_at', '<', until);
  const after = readCursor(filter.cursor);
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('calls.started_at', 'calls.id'), '<', tuple(after.startedAt, after.id)),
    );
  }
  const rows = await query
    .orderBy('calls.started_at', 'desc')
    .orderBy('calls.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  return toPage(rows.map(toStoredCall), filter.limit);
}

async function thoseThatFit(db: Db, filter: CallFilter, calls: readonly StoredCall[]): Promise<StoredCall[]> {
  const { outcome, fate } = filter;
  const fitting = calls.filter((call) => outcome === undefined || call.outcome === outcome);
  if (fate === undefined || fitting.length === 0) return fitting;
  const ids = fitting.map(({ id }) => id);
  let query = db.selectFrom('activities').select('call_id').distinct().where('call_id', 'in', ids);
  query = query.where('status', 'in', fate.status === 'waiting' ? ['waiting', 'sending'] : [fate.status]);
  if (fate.connectionId !== undefined) query = query.where('connection_id', '=', fate.connectionId);
  if (fate.reason !== undefined) query = query.where('reason', '=', fate.reason);
  const fated = new Set((await query.execute()).map((row) => row.call_id));
  return fitting.filter(({ id }) => fated.has(id));
}

/** Calls an agent's phone took part in, latest first. */
export async function listAgentCalls(
  db: Db,
  agentId: string,
  { cursor, limit }: Pick<CallFilter, 'cursor' | 'limit'>,
): Promise<CallPage> {
  const after = readCursor(cursor);
  let query = db.selectFrom('legs').select(['call_id', 'started_at']).where('agent_id', '=', agentId);
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('started_at', 'call_id'), '<', tuple(after.startedAt, after.id)),
    );
  }
  const legs = await query
    .groupBy(['call_id', 'started_at'])
    .orderBy('started_at', 'desc')
    .orderBy('call_id', 'desc')
    .limit(limit + 1)
    .execute();
  const calls = await callsById(
    db,
    legs.map((leg) => leg.call_id),
  );
  return toPage(calls, limit);
}

/** Calls that settled last, the latest first. */
export async function latestSettled(db: Db, limit: number): Promise<StoredCall[]> {
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('settled_at', 'is not', null)
    .orderBy('settled_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toStoredCall);
}

/** Calls in which a phone of this agent rings or talks now, the latest hundred. */
export async function liveCalls(db: Db, agentId: string): Promise<StoredCall[]> {
  const legs = await db
    .selectFrom('legs')
    .innerJoin('calls', 'calls.id', 'legs.call_id')
    .select(['calls.id', 'calls.started_at'])
    .distinct()
    .where('legs.agent_id', '=', agentId)
    .where('legs.live', '=', 1)
    .limit(1_000)
    .execute();
  const latest = legs.sort((a, b) => b.started_at - a.started_at).slice(0, 100);
  return callsById(
    db,
    latest.map(({ id }) => id),
  );
}

/**
 * Calls that are not over. Each of them is due, those that go on hours later than those that have just ended, so that
 * the index of what is due finds them first.
 */
export async function callsUnderWay(db: Db, limit: number): Promise<StoredCall[]> {
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('due_at', 'is not', null)
    .where('state', '!=', 'ended')
    .orderBy('due_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toStoredCall);
}

export async function callById(db: Db, id: string): Promise<StoredCall | null> {
  const [call] = await callsById(db, [id]);
  return call ?? null;
}

async function callsById(db: Db, ids: readonly string[]): Promise<StoredCall[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toStoredCall);
}

function toPage(calls: StoredCall[], limit: number): CallPage {
  const page = calls.slice(0, limit);
  const last = page.at(-1);
  const more = calls.length > limit && last !== undefined;
  return { calls: page, nextCursor: more ? cursorOf(last) : null };
}

interface Place {
  startedAt: number;
  id: string;
}

const cursorOf = ({ startedAt, id }: Place): string => `${String(startedAt)}.${id}`;

function readCursor(cursor: string | undefined): Place | null {
  const [, startedAt, id] = /^(\d{1,15})\.([\w-]{1,40})$/.exec(cursor ?? '') ?? [];
  return startedAt === undefined || id === undefined ? null : { startedAt: Number(startedAt), id };
}
