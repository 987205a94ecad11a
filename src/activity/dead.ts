import type { Kysely } from 'kysely';
import type { DeadActivity, DeadReason } from '../api/ledger.ts';
import type { Schema } from '../store/schema.ts';
import { decodeActivity } from './payload.ts';

/** Most different reasons that are told. */
const mostReasons = 50;

type NameOf = (connectionId: string) => string;

export interface DeadFilter {
  connectionId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** What CRMs refused and nobody has mended yet, page by page in a fixed order. */
export async function deadActivities(
  db: Kysely<Schema>,
  { connectionId, cursor, limit }: DeadFilter,
  connectionName: NameOf,
): Promise<{ items: DeadActivity[]; nextCursor: string | null }> {
  let query = db.selectFrom('activities').selectAll().where('status', '=', 'dead');
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  if (cursor !== undefined) query = query.where('id', '>', cursor);
  const rows = await query
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row): DeadActivity => {
    const { agent, subject, startedAt } = decodeActivity(row.payload_json);
    return {
      id: row.id,
      callId: row.call_id,
      connection: connectionName(row.connection_id),
      agent: agent?.name ?? null,
      subject,
      startedAt: new Date(startedAt).toISOString(),
      reason: row.reason,
    };
  });
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** What the dead died of, the most frequent first. From the index `activities_ledger` alone. */
export async function deadReasons(db: Kysely<Schema>, connectionName: NameOf): Promise<DeadReason[]> {
  const rows = await db
    .selectFrom('activities')
    .select(['connection_id', 'reason', (select) => select.fn.countAll<number>().as('count')])
    .where('status', '=', 'dead')
    .groupBy(['connection_id', 'reason'])
    .orderBy('count', 'desc')
    .limit(mostReasons)
    .execute();
  return rows.map(({ connection_id, reason, count }) => ({
    connection: connectionName(connection_id),
    reason,
    count,
  }));
}
