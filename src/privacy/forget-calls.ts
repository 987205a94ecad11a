import type { Transaction } from 'kysely';
import { decodeActivity, encodeActivity } from '../activity/payload.ts';
import { bodyOf, toStoredCall } from '../calls/record.ts';
import type { StoredCall } from '../model/call.ts';
import type { CallEvent } from '../model/event.ts';
import type { Row, Schema } from '../store/schema.ts';
import { anonymousActivity, anonymousCall, anonymousEvent } from './anonymous.ts';

type Trx = Transaction<Schema>;

/** In place of what came over the wire. */
export const erasedRaw = 'Erased';

/** Makes these settled calls anonymous, with their activities and journal entries, within the writer's transaction. */
export async function forgetCalls(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await trx.selectFrom('calls').selectAll().where('id', 'in', ids).execute();
  for (const row of rows) {
    const call = toStoredCall(row);
    await forgetEntries(trx, call);
    await trx
      .updateTable('calls')
      .set({ customer_number: null, lookup: 'done', call_json: bodyOf(anonymousCall(call)) })
      .where('id', '=', call.id)
      .execute();
  }
  await forgetActivities(trx, ids);
}

async function forgetEntries(trx: Trx, call: StoredCall): Promise<void> {
  const entries = await trx
    .selectFrom('journal')
    .select(['id', 'event_json'])
    .where('call_id', '=', call.id)
    .execute();
  for (const entry of entries) await forgetEntry(trx, entry, (call.customer.e164 ?? '').slice(-7));
}

/** `digits`: the end of the number. */
export async function forgetEntry(
  trx: Trx,
  { id, event_json }: Pick<Row<'journal'>, 'id' | 'event_json'>,
  digits: string,
): Promise<void> {
  const event = event_json === null ? null : anonymousEvent(JSON.parse(event_json) as CallEvent, digits);
  await trx
    .updateTable('journal')
    .set({
      ...{ raw: erasedRaw, faults_json: null, bytes_hash: null },
      event_json: event === null ? null : JSON.stringify(event),
    })
    .where('id', '=', id)
    .execute();
}

/** What has not been sent yet is not sent any more; it is accounted for as skipped. */
async function forgetActivities(trx: Trx, callIds: readonly string[]): Promise<void> {
  const rows = await trx.selectFrom('activities').selectAll().where('call_id', 'in', callIds).execute();
  for (const row of rows) {
    const isUnsent = (row.status === 'waiting' || row.status === 'dead') && row.unsure === 0;
    await trx
      .updateTable('activities')
      .set({
        payload_json: encodeActivity(anonymousActivity(decodeActivity(row.payload_json))),
        logged_json:
          row.logged_json === null
            ? null
            : encodeActivity(anonymousActivity(decodeActivity(row.logged_json))),
        wanted_json: null,
        ...(isUnsent ? { status: 'skipped', reason: 'erased', due_at: null } : {}),
      })
      .where('id', '=', row.id)
      .execute();
  }
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  // A CRM's words may quote what it was sent.
  await trx
    .updateTable('activity_attempts')
    .set({ message: erasedRaw })
    .where('activity_id', 'in', ids)
    .where('code', '!=', 'ok')
    .execute();
}

/** Deletes settled calls with everything that belongs to them. */
export async function deleteCalls(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const activities = await trx.selectFrom('activities').select('id').where('call_id', 'in', ids).execute();
  const activityIds = activities.map(({ id }) => id);
  if (activityIds.length > 0)
    await trx.deleteFrom('activity_attempts').where('activity_id', 'in', activityIds).execute();
  for (const table of ['activities', 'call_traces', 'legs', 'journal'] as const)
    await trx.deleteFrom(table).where('call_id', 'in', ids).execute();
  await trx.deleteFrom('calls').where('id', 'in', ids).execute();
}
