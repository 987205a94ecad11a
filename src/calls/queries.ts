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
  cursor?: string | undefined;
  limit: number;
}

export interface CallPage {
  calls: StoredCall[];
  nextCursor: string | null;
}

/** Calls, latest first. A cursor that is none starts from the beginning. */
export async function listCalls(db: Db, filter: CallFilter): Promise<CallPage> {
  let query = db.selectFrom('calls').selectAll('calls');
  const { agentId, sourceId, state, numbers, since } = filter;
  if (agentId !== undefined) {
    query = query.where('calls.id', 'in', (inner) =>
      inner.selectFrom('legs').select('legs.call_id').where('legs.agent_id', '=', agentId),
    );
  }
  if (sourceId !== undefined) query = query.where('calls.source_id', '=', sourceId);
  if (state !== undefined) query = query.where('calls.state', '=', state);
  if (numbers !== undefined) query = query.where('calls.customer_number', 'in', numbers);
  if (since !== undefined) query = query.where('calls.started_at', '>=', since);
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

/** Calls in which a phone of this agent rings or talks now. */
export async function liveCalls(db: Db, agentId: string): Promise<StoredCall[]> {
  const legs = await db
    .selectFrom('legs')
    .select('call_id')
    .distinct()
    .where('agent_id', '=', agentId)
    .where('live', '=', 1)
    .limit(100)
    .execute();
  return callsById(
    db,
    legs.map((leg) => leg.call_id),
  );
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
  return { calls: page, nextCursor: more ? `${last.startedAt}.${last.id}` : null };
}

function readCursor(cursor: string | undefined): { startedAt: number; id: string } | null {
  const [, startedAt, id] = /^(\d{1,15})\.([\w-]{1,40})$/.exec(cursor ?? '') ?? [];
  return startedAt === undefined || id === undefined ? null : { startedAt: Number(startedAt), id };
}
