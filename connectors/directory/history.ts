import { z } from 'zod';
import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { callType, contactType, type DirectoryDb, type DirectoryTrx } from './tables.ts';

/** Calls shown of one contact. */
const maxHistory = 200;

/** What the pages show of a logged call. */
const shown = z.object({
  callId: z.string(),
  subject: z.string(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  outcome: z.string(),
  startedAt: z.number(),
  talkMs: z.number(),
  agent: z.object({ name: z.string() }).nullable(),
  customerNumber: z.string().nullable(),
  queue: z.string().nullable(),
  tags: z.array(z.string()),
  recorded: z.boolean(),
  note: z.string().nullable(),
  /** Absent in calls that were logged before there were templates. */
  body: z.string().nullable().default(null),
});

const anyFields = z.record(z.string(), z.unknown());

/** One call of a contact's history. */
export interface HistoryItem extends Omit<
  z.infer<typeof shown>,
  'agent' | 'startedAt' | 'customerNumber' | 'body'
> {
  id: string;
  /** ISO 8601 */
  startedAt: string;
  /** The agent's name. */
  agent: string | null;
}

/** Writes what is not there yet; a key that is there keeps its record. Ids by key. */
export async function writeCalls(
  trx: DirectoryTrx,
  connection: string,
  activities: readonly CallActivity[],
  newId: () => string,
): Promise<Map<string, string>> {
  if (activities.length === 0) return new Map();
  const rows = activities.map((activity) => ({
    id: newId(),
    connection,
    key: activity.key,
    contact_id: activity.link?.id ?? null,
    started_at: activity.startedAt,
    activity_json: JSON.stringify(activity),
  }));
  await trx
    .insertInto('directory_activities')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['connection', 'key']).doNothing())
    .execute();
  const keys = rows.map(({ key }) => key);
  const written = await trx
    .selectFrom('directory_activities')
    .select(['id', 'key'])
    .where('connection', '=', connection)
    .where('key', 'in', keys)
    .execute();
  return new Map(written.map(({ id, key }) => [key, id]));
}

/** False: there is no such call. */
export async function changeCall(
  trx: DirectoryTrx,
  connection: string,
  id: string,
  { bodyBefore: _, ...change }: CallActivityChange,
): Promise<boolean> {
  const row = await trx
    .selectFrom('directory_activities')
    .select(['activity_json', 'started_at'])
    .where('connection', '=', connection)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return false;
  await trx
    .updateTable('directory_activities')
    .set({
      activity_json: JSON.stringify({ ...anyFields.parse(JSON.parse(row.activity_json)), ...change }),
      started_at: change.startedAt ?? row.started_at,
      ...(change.link === undefined ? {} : { contact_id: change.link?.id ?? null }),
    })
    .where('id', '=', id)
    .execute();
  return true;
}

/** Which of these contacts are there to be linked to. */
export async function linkable(
  trx: DirectoryTrx,
  connection: string,
  links: readonly (RecordRef | null | undefined)[],
): Promise<Set<string>> {
  const ids = links.filter((link) => link?.type === contactType).map((link) => link?.id ?? '');
  if (ids.length === 0) return new Set();
  const found = await trx
    .selectFrom('directory_contacts')
    .select('id')
    .where('connection', '=', connection)
    .where('deleted', '=', 0)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Set(found.map(({ id }) => id));
}

/** The last calls of a contact, newest first. */
export async function historyOf(db: DirectoryDb, contactId: string): Promise<HistoryItem[]> {
  const rows = await db
    .selectFrom('directory_activities')
    .select(['id', 'activity_json'])
    .where('contact_id', '=', contactId)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(maxHistory)
    .execute();
  return rows.map(toHistoryItem);
}

/** One logged call, whoever it belongs to. */
export async function callById(db: DirectoryDb, connection: string, id: string) {
  const row = await db
    .selectFrom('directory_activities')
    .select(['id', 'contact_id', 'activity_json'])
    .where('connection', '=', connection)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { customerNumber } = shown.parse(JSON.parse(row.activity_json));
  return { contactId: row.contact_id, customerNumber, item: toHistoryItem(row) };
}

export async function findCall(db: DirectoryDb, connection: string, key: string): Promise<RecordRef | null> {
  const row = await db
    .selectFrom('directory_activities')
    .select('id')
    .where('connection', '=', connection)
    .where('key', '=', key)
    .executeTakeFirst();
  return row === undefined ? null : { type: callType, id: row.id };
}

function toHistoryItem(row: { id: string; activity_json: string }): HistoryItem {
  const { agent, startedAt, customerNumber: _, body, ...call } = shown.parse(JSON.parse(row.activity_json));
  return {
    id: row.id,
    ...call,
    note: body ?? call.note,
    startedAt: new Date(startedAt).toISOString(),
    agent: agent?.name ?? null,
  };
}
