import { sql, type Transaction } from 'kysely';
import type { NewRow, Schema } from '../store/schema.ts';
import { encodeActivity } from './payload.ts';
import type { Planned } from './plan.ts';

/** What one call is to become in one connection. */
interface ConnectionPlan {
  callId: string;
  connectionId: string;
  planned: readonly Planned[];
}

export interface Outbox {
  /**
   * Writes the plans within the caller's transaction, so that a call and the work it makes are committed together.
   * Saving a plan again changes the rows that are there; no slot of a call ever has two.
   *
   * @param now epoch ms
   * @returns how many of the plans' activities there is work to do for: wake the engine after the commit.
   */
  savePlan(trx: Transaction<Schema>, plans: readonly ConnectionPlan[], now: number): Promise<number>;
}

/** Databases take so many parameters in one statement; a batch of settled calls hardly has more. */
const mostAtOnce = 500;

export function createOutbox(newId: () => string): Outbox {
  return {
    async savePlan(trx, plans, now) {
      const rows = plans.flatMap((plan) =>
        plan.planned.map((planned) => newRow(newId(), plan, planned, now)),
      );
      rows.sort(byKey);
      let due = 0;
      for (let from = 0; from < rows.length; from += mostAtOnce)
        due += await upsert(trx, rows.slice(from, from + mostAtOnce), now);
      await dropSurplus(trx, plans);
      return due;
    },
  };
}

/** The order in which every transaction locks rows: none of two can then wait for the other. */
function byKey(a: NewRow<'activities'>, b: NewRow<'activities'>): number {
  if (a.key === b.key) return a.connection_id < b.connection_id ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function newRow(id: string, plan: ConnectionPlan, planned: Planned, now: number): NewRow<'activities'> {
  return {
    id,
    key: planned.payload.key,
    connection_id: plan.connectionId,
    call_id: plan.callId,
    slot: planned.slot,
    agent_id: planned.payload.agent?.id ?? null,
    status: planned.status,
    reason: reasonOf(planned),
    payload_json: encodeActivity(planned.payload),
    logged_json: null,
    record_type: null,
    record_id: null,
    wanted_json:
      planned.status === 'waiting' && planned.wanted !== null ? JSON.stringify(planned.wanted) : null,
    unsure: 0,
    tries: 0,
    due_at: planned.status === 'waiting' ? Math.max(now, planned.notBefore ?? now) : null,
    claimed_until: null,
    created_at: now,
  };
}

/** Why it is skipped, or what it waits for. */
function reasonOf(planned: Planned): string | null {
  if (planned.status === 'skipped') return planned.reason;
  if (planned.notBefore !== null) return 'Waits for an agent to choose whom the call belongs to';
  return planned.wanted === null ? null : 'Waits for the record it belongs to';
}

/** The row may still be skipped, or no longer be: it was surely never written to the CRM. */
const open = sql<boolean>`activities.status IN ('waiting', 'skipped') AND activities.unsure = 0`;
/** A write with the payload as it is may have reached the CRM without our knowing. */
const inDoubt = sql<boolean>`activities.status = 'sending' OR activities.unsure = 1`;
/** Nothing failed yet: a new plan says when to begin. Else the backoff holds. */
const untried = sql<boolean>`activities.status = 'waiting' AND activities.unsure = 0 AND activities.tries = 0`;
/** The record it belongs to was settled, and the write may be under way: it is not looked for once more. */
const pastWanting = sql<boolean>`activities.wanted_json IS NULL AND activities.status IN ('sending', 'logged')`;

/**
 * The rows in their order, in one statement, so that it cannot interleave with the engine's. Waiting: replaced, and due earlier if the new plan says so and it did not fail before. Sent or in doubt: the text that
 * the CRM may have is kept in `logged_json`, and what the engine finds there is brought up to date. Logged: due for
 * an update when it differs from what the CRM has or may have, unless the engine is at it and will see for itself. Dead: replaced,
 * stays dead.
 */
async function upsert(
  trx: Transaction<Schema>,
  rows: readonly NewRow<'activities'>[],
  now: number,
): Promise<number> {
  const at = sql<number>`CAST(${now} AS bigint)`;
  const saved = await trx
    .insertInto('activities')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['call_id', 'connection_id', 'slot']).doUpdateSet({
        agent_id: sql`excluded.agent_id`,
        payload_json: sql`excluded.payload_json`,
        wanted_json: sql`CASE WHEN ${pastWanting} THEN NULL ELSE excluded.wanted_json END`,
        status: sql`CASE WHEN ${open} THEN excluded.status ELSE activities.status END`,
        reason: sql`CASE WHEN ${open} THEN excluded.reason ELSE activities.reason END`,
        logged_json: sql`CASE WHEN ${inDoubt} THEN coalesce(activities.logged_json, activities.payload_json)
          ELSE activities.logged_json END`,
        due_at: sql`CASE
          WHEN ${open} AND excluded.status = 'skipped' THEN NULL
          WHEN activities.status = 'skipped' AND excluded.status = 'waiting' THEN excluded.due_at
          WHEN ${untried} AND activities.due_at > excluded.due_at THEN excluded.due_at
          WHEN activities.status = 'logged' AND activities.claimed_until IS NULL THEN
            CASE WHEN activities.logged_json = excluded.payload_json AND activities.unsure = 0 THEN NULL ELSE ${at} END
          ELSE activities.due_at END`,
      }),
    )
    .returning('due_at')
    .execute();
  return saved.filter((row) => row.due_at !== null).length;
}

/**
 * Fewer parties than before, as when two phones turn out to be one agent's: what was not written yet is not written
 * any more. It is kept as skipped, for the ledger to account for.
 */
async function dropSurplus(trx: Transaction<Schema>, plans: readonly ConnectionPlan[]): Promise<void> {
  const kept = new Map(plans.map((plan) => [planKey(plan.callId, plan.connectionId), plan.planned.length]));
  const callIds = [...new Set(plans.map(({ callId }) => callId))];
  if (callIds.length === 0) return;
  const unwritten = await trx
    .selectFrom('activities')
    .select(['id', 'call_id', 'connection_id', 'slot'])
    .where('call_id', 'in', callIds)
    .where(isUnwritten)
    .orderBy('key')
    .execute();
  for (const { id, call_id, connection_id, slot } of unwritten) {
    if (slot <= (kept.get(planKey(call_id, connection_id)) ?? Infinity)) continue;
    await trx
      .updateTable('activities')
      .set({ status: 'skipped', reason: 'superseded', due_at: null })
      .where('id', '=', id)
      .where(isUnwritten)
      .execute();
  }
}

const isUnwritten = sql<boolean>`status = 'waiting' AND unsure = 0`;

const planKey = (callId: string, connectionId: string): string => `${callId} ${connectionId}`;
