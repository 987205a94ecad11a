import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../store/schema.ts';
import type { Delivery } from './deliver.ts';
import { decide, words, type ConnectionSetback, type Decision } from './outcome.ts';
import { encodeActivity } from './payload.ts';

const keptAttempts = 20;

export interface Decided {
  delivery: Delivery;
  decision: Decision;
}

/** `now` in epoch ms; `random` gives 0..1, for jitter. */
export function decideAll(deliveries: readonly Delivery[], now: number, random: () => number): Decided[] {
  return deliveries.map((delivery) => {
    const { result, kind, claimed } = delivery;
    if (result.ok)
      return { delivery, decision: 'ref' in result ? { next: 'logged', ref: result.ref } : result.then };
    const attempted = { kind, tries: claimed.tries, linked: claimed.payload.link !== null };
    return { delivery, decision: decide(result.error, attempted, now, random) };
  });
}

/** The worst that befell the connection: refused credentials before a quota, the longer wait before the shorter. */
export function setbackOf(decided: readonly Decided[]): ConnectionSetback | null {
  const setbacks = decided.map(({ decision }) => (decision.next === 'again' ? decision.setback : null));
  const suspended = setbacks.find((setback) => setback !== null && 'suspend' in setback);
  if (suspended !== undefined) return suspended;
  const pauses = setbacks.map((setback) =>
    setback !== null && 'pauseUntil' in setback ? setback.pauseUntil : 0,
  );
  const pauseUntil = Math.max(0, ...pauses);
  return pauseUntil > 0 ? { pauseUntil } : null;
}

/**
 * Writes what became of a batch, in one transaction. Where a claim ran out and another process has the row, that
 * process's word counts: it looks in the CRM before it writes.
 */
export async function writeResults(
  db: Kysely<Schema>,
  connectionId: string,
  decided: readonly Decided[],
  now: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const one of decided.toSorted(byKey)) await writeRow(trx, one, now);
    await noteAttempts(trx, decided, now);
    if (!decided.some(({ delivery }) => delivery.sent && delivery.result.ok)) return;
    await trx.updateTable('connections').set({ succeeded_at: now }).where('id', '=', connectionId).execute();
  });
}

/** Rows are locked in the order of `savePlan`, so that the two never wait for each other. */
function byKey(a: Decided, b: Decided): number {
  return a.delivery.claimed.key < b.delivery.claimed.key ? -1 : 1;
}

async function writeRow(
  trx: Transaction<Schema>,
  { delivery, decision }: Decided,
  now: number,
): Promise<void> {
  const { claimed } = delivery;
  const change =
    decision.next === 'logged'
      ? asLogged(delivery, decision, now)
      : decision.next === 'refused'
        ? asRefused(delivery, decision)
        : asAgain(delivery, decision, now);
  await trx
    .updateTable('activities')
    .set({ claimed_until: null, ...change })
    .where('id', '=', claimed.id)
    .where('claimed_until', '=', claimed.claimedUntil)
    .execute();
}

type Logged = Extract<Decision, { next: 'logged' }>;
type Refused = Extract<Decision, { next: 'refused' }>;
type Again = Extract<Decision, { next: 'again' }>;

/** What was found after a lost write is the text of then; the plan may have changed since. */
function asLogged({ claimed, kind }: Delivery, { ref }: Logged, now: number) {
  const { payloadJson, loggedJson } = claimed;
  const written = kind === 'find' ? (loggedJson ?? payloadJson) : payloadJson;
  return {
    status: 'logged',
    reason: null,
    ...(ref === null ? {} : { record_type: ref.type, record_id: ref.id }),
    logged_json: written,
    unsure: 0,
    tries: 0,
    due_at: sql<number | null>`CASE WHEN payload_json = ${written} THEN NULL
      ELSE CAST(${now} AS bigint) END`,
  };
}

function asRefused({ claimed, kind }: Delivery, { reason, unsure }: Refused) {
  if (kind === 'update') {
    return { reason: `Not updated: ${reason}`.slice(0, 1_000), due_at: null, unsure: claimed.unsure ? 1 : 0 };
  }
  return { status: 'dead', reason, tries: claimed.tries + 1, due_at: null, ...doubt(unsure) };
}

/** Where a write may have arrived, the text that it may have carried is kept. */
function doubt(unsure: boolean) {
  return unsure ? { unsure: 1 } : { unsure: 0, logged_json: null };
}

function asAgain(delivery: Delivery, { at, unsure, counts, dropLink }: Again, now: number) {
  const { claimed, kind } = delivery;
  const tries = claimed.tries + (counts ? 1 : 0);
  if (kind === 'resolve')
    return { status: 'waiting', tries, ...doubt(false), ...asResolved(delivery, at, now) };
  const withoutLink = encodeActivity({ ...claimed.payload, link: null });
  return {
    due_at: at,
    tries,
    ...(kind === 'update'
      ? { unsure: unsure || claimed.unsure ? 1 : 0 }
      : { status: 'waiting', ...doubt(unsure) }),
    ...(dropLink
      ? {
          payload_json: sql<string>`CASE WHEN payload_json = ${claimed.payloadJson} THEN ${withoutLink}
            ELSE payload_json END`,
        }
      : {}),
  };
}

/** Planned anew in the meantime, there is nothing to wait for any more; else that will happen, or there is nobody. */
function asResolved({ result }: Delivery, at: number, now: number) {
  const dueAt = sql<number>`CASE WHEN wanted_json IS NULL THEN CAST(${now} AS bigint)
    ELSE CAST(${at} AS bigint) END`;
  if (!result.ok || 'ref' in result) return { due_at: dueAt };
  return { due_at: dueAt, tries: 0, ...(result.found ? {} : { wanted_json: null }) };
}

async function noteAttempts(
  trx: Transaction<Schema>,
  decided: readonly Decided[],
  now: number,
): Promise<void> {
  const sent = decided.filter(({ delivery }) => delivery.sent);
  const attempts = sent.map(({ delivery: { claimed, result, kind } }) => ({
    activity_id: claimed.id,
    at: now,
    code: result.ok ? 'ok' : result.error.code,
    message: result.ok ? done[kind] : words(result.error),
  }));
  if (attempts.length === 0) return;
  await trx.insertInto('activity_attempts').values(attempts).execute();
  const ids = attempts.map(({ activity_id }) => activity_id);
  await sql`DELETE FROM activity_attempts WHERE id IN (
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY activity_id ORDER BY id DESC) AS place
      FROM activity_attempts WHERE activity_id IN (${sql.join(ids)})) AS numbered
    WHERE place > ${keptAttempts})`.execute(trx);
}

const done = {
  resolve: 'Found the record it belongs to',
  log: 'Written',
  find: 'Found: it had been written before',
  update: 'Updated',
};
