import type { Kysely } from 'kysely';
import type { ApiActivity } from '../api/call.ts';
import { removedConnection } from '../crm/connection.ts';
import { activityStatuses } from '../model/activity.ts';
import type { RecordRef } from '../model/contact.ts';
import type { Row, Schema } from '../store/schema.ts';
import { decodeActivity } from './payload.ts';

/** Most activities and attempts that are shown of one call. */
const maxRows = 500;

export interface NamedConnection {
  name: string;
  connector: { recordUrl(ref: RecordRef): string };
}

type Attempt = ApiActivity['attempts'][number];

/**
 * What became of one call in each connection, with the last attempts, oldest first.
 *
 * @param connection by id; undefined: it was deleted
 */
export async function activitiesOfCall(
  db: Kysely<Schema>,
  callId: string,
  connection: (id: string) => NamedConnection | undefined,
): Promise<ApiActivity[]> {
  const rows = await db
    .selectFrom('activities')
    .selectAll()
    .where('call_id', '=', callId)
    .orderBy('connection_id')
    .orderBy('slot')
    .limit(maxRows)
    .execute();
  const attempts = await attemptsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toApi(row, connection(row.connection_id), attempts.get(row.id) ?? []));
}

async function attemptsOf(db: Kysely<Schema>, ids: readonly string[]): Promise<Map<string, Attempt[]>> {
  const attempts = new Map<string, Attempt[]>();
  if (ids.length === 0) return attempts;
  const rows = await db
    .selectFrom('activity_attempts')
    .selectAll()
    .where('activity_id', 'in', ids)
    .orderBy('id', 'desc')
    .limit(maxRows)
    .execute();
  for (const { activity_id, at, code, message } of rows.reverse()) {
    const attempt = { at: new Date(at).toISOString(), code, message };
    attempts.set(activity_id, [...(attempts.get(activity_id) ?? []), attempt]);
  }
  return attempts;
}

function toApi(
  row: Row<'activities'>,
  connection: NamedConnection | undefined,
  attempts: Attempt[],
): ApiActivity {
  const { record_type: type, record_id: id } = row;
  const { talkMs, agent } = decodeActivity(row.payload_json);
  return {
    id: row.id,
    key: row.key,
    connection: connection?.name ?? removedConnection,
    agent: agent?.email ?? null,
    status: activityStatuses.find((status) => status === row.status) ?? 'waiting',
    reason: row.reason,
    recordId: id,
    recordUrl: type === null || id === null ? null : (connection?.connector.recordUrl({ type, id }) ?? null),
    talkMs,
    attempts,
  };
}
