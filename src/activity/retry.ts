import { sql, type Kysely } from 'kysely';
import type { Schema } from '../store/schema.ts';

export type RetryTarget = { activityId: string } | { deadOf: string };

/**
 * Makes activities due now at an admin's word: a dead one, one that waits for its backoff, or a logged one whose
 * change the CRM refused. What is skipped, being sent or has nothing to send stays as it is.
 *
 * @param now epoch ms
 * @returns how many there is now work for
 */
export async function makeDue(db: Kysely<Schema>, target: RetryTarget, now: number): Promise<number> {
  const query = db
    .updateTable('activities')
    .set({
      status: sql`CASE WHEN status = 'dead' THEN 'waiting' ELSE status END`,
      reason: null,
      tries: 0,
      due_at: now,
    })
    .where('claimed_until', 'is', null);
  const chosen =
    'deadOf' in target
      ? query.where('connection_id', '=', target.deadOf).where('status', '=', 'dead')
      : query
          .where('id', '=', target.activityId)
          .where((where) =>
            where.or([
              where('status', 'in', ['dead', 'waiting']),
              where.and([
                where('status', '=', 'logged'),
                where('payload_json', '!=', where.ref('logged_json')),
              ]),
            ]),
          );
  const changed = await chosen.executeTakeFirst();
  return Number(changed.numUpdatedRows);
}

/** Makes these dead activities due again, within the caller's transaction, as part of the retry with this id. */
export async function reviveDead(
  trx: Kysely<Schema>,
  ids: readonly string[],
  retryId: string,
  now: number,
): Promise<void> {
  await trx
    .updateTable('activities')
    .set({ status: 'waiting', reason: null, tries: 0, due_at: now, retry_id: retryId })
    .where('id', 'in', ids)
    .where('status', '=', 'dead')
    .execute();
}
