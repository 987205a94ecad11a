import { PostgresAdapter, sql, type Kysely, type Transaction } from 'kysely';
import type { CallActivity } from '../model/activity.ts';
import type { RecordRef } from '../model/contact.ts';
import type { Row, Schema } from '../store/schema.ts';
import type { WorkKind } from './outcome.ts';
import type { Wanted } from './link.ts';
import { decodeActivity, decodeWanted } from './payload.ts';

/** Most rows that need a call to the CRM each, rather than one for all. */
const oneByOne = 8;
/** After so many failures a row in doubt goes alone: what the connector chokes on takes no others with it. */
const suspiciousTries = 3;

/** A row that is ours until `claimedUntil`. */
export interface Claimed {
  id: string;
  key: string;
  kind: WorkKind;
  payload: CallActivity;
  /** What has to be found out or made first; not null when the kind is `resolve`. */
  wanted: Wanted | null;
  /** What `payload` was read from: tells whether the plan changed while we wrote. */
  payloadJson: string;
  /** What the CRM has, or may have when the kind is `find`; null: surely nothing. */
  logged: CallActivity | null;
  loggedJson: string | null;
  ref: RecordRef | null;
  /** A write may have arrived: to be looked for, or, of an update, to be overwritten whole. */
  unsure: boolean;
  tries: number;
  /** Epoch ms. Also proves that the claim is still ours. */
  claimedUntil: number;
}

type Candidate = Pick<Row<'activities'>, 'id' | 'status' | 'unsure' | 'tries' | 'wanted_json'>;

/**
 * Claims due rows of one connection and one kind, the oldest first; a call to the CRM for all of them costs one
 * round trip. A claim also moves `due_at` to its end: rows of a process that died come due by themselves, and as
 * they were being sent they come back in doubt, unless their records were still being looked for. Safe among any
 * number of processes.
 *
 * @param limit most rows one `logCalls` may carry
 */
export async function claim(
  db: Kysely<Schema>,
  connectionId: string,
  { limit, now, leaseMs }: { limit: number; now: number; leaseMs: number },
): Promise<Claimed[]> {
  const claimedUntil = now + leaseMs;
  const claimed = await db.transaction().execute(async (trx) => {
    const ids = sameKind(await candidates(trx, connectionId, now, limit)).map(({ id }) => id);
    if (ids.length === 0) return [];
    const rows = await trx
      .updateTable('activities')
      .set({
        // Still claimed means: by a process that is gone, and nobody knows what it got done.
        unsure: sql`CASE WHEN claimed_until IS NULL OR (wanted_json IS NOT NULL AND status != 'logged') THEN unsure
          ELSE 1 END`,
        status: sql`CASE WHEN status = 'logged' THEN status ELSE 'sending' END`,
        claimed_until: claimedUntil,
        due_at: claimedUntil,
      })
      .where('id', 'in', ids)
      .returningAll()
      .execute();
    return onlyReadable(trx, rows, claimedUntil);
  });
  return claimed.sort(byKey);
}

/**
 * Makes every claimed row due now. For the start of a process that knows itself to be the only one: whoever claimed
 * them is dead, and there is no use in waiting for the claims to end.
 */
export async function voidClaims(db: Kysely<Schema>, now: number): Promise<void> {
  await db.updateTable('activities').set({ due_at: now }).where('claimed_until', 'is not', null).execute();
}

/** Due rows that no other process is about to claim. SQLite lets one transaction in at a time, so all of them. */
function candidates(
  trx: Transaction<Schema>,
  connectionId: string,
  now: number,
  limit: number,
): Promise<Candidate[]> {
  const query = trx
    .selectFrom('activities')
    .select(['id', 'status', 'unsure', 'tries', 'wanted_json'])
    .where('connection_id', '=', connectionId)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit);
  const shared = trx.getExecutor().adapter instanceof PostgresAdapter;
  return (shared ? query.forUpdate().skipLocked() : query).execute();
}

/** A row that this version cannot read is set aside: it must not keep the others from being logged. */
async function onlyReadable(
  trx: Transaction<Schema>,
  rows: readonly Row<'activities'>[],
  claimedUntil: number,
): Promise<Claimed[]> {
  const claimed: Claimed[] = [];
  for (const row of rows) {
    try {
      claimed.push(asClaimed(row, claimedUntil));
    } catch {
      await trx
        .updateTable('activities')
        .set({
          status: row.status === 'logged' ? 'logged' : 'dead',
          reason: 'What was stored of it cannot be read',
          due_at: null,
          claimed_until: null,
        })
        .where('id', '=', row.id)
        .execute();
    }
  }
  return claimed;
}

/** True when more than `skip` rows of the connection are due. */
export async function isAnyDue(
  db: Kysely<Schema>,
  connectionId: string,
  now: number,
  skip: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('activities')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(1)
    .offset(skip)
    .executeTakeFirst();
  return row !== undefined;
}

/** Epoch ms of the connection's next work; null: none. */
export async function nextDueAt(db: Kysely<Schema>, connectionId: string): Promise<number | null> {
  const next = await db
    .selectFrom('activities')
    .select((select) => select.fn.min('due_at').as('at'))
    .where('connection_id', '=', connectionId)
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  return next?.at ?? null;
}

/** The first row decides the kind; the others of that kind come along. */
function sameKind(due: readonly Candidate[]): Candidate[] {
  const [first] = due;
  if (first === undefined) return [];
  const kind = kindOf(first);
  const same = due.filter((candidate) => kindOf(candidate) === kind);
  if (kind === 'log') return same;
  if (kind === 'find' && first.tries >= suspiciousTries) return [first];
  return same.slice(0, oneByOne);
}

/** A due row that is still being sent belongs to a process that is gone. */
function kindOf({ status, unsure, wanted_json }: Omit<Candidate, 'id' | 'tries'>): WorkKind {
  if (status === 'logged') return 'update';
  if (unsure === 1) return 'find';
  if (wanted_json !== null) return 'resolve';
  return status === 'sending' ? 'find' : 'log';
}

function asClaimed(row: Row<'activities'>, claimedUntil: number): Claimed {
  const { record_type: type, record_id: id } = row;
  return {
    id: row.id,
    key: row.key,
    // All are `sending` now; those that were before are in doubt.
    kind: kindOf({ ...row, status: row.status === 'logged' ? 'logged' : 'waiting' }),
    wanted: row.wanted_json === null ? null : decodeWanted(row.wanted_json),
    payload: decodeActivity(row.payload_json),
    payloadJson: row.payload_json,
    logged: row.logged_json === null ? null : decodeActivity(row.logged_json),
    loggedJson: row.logged_json,
    ref: type === null || id === null ? null : { type, id },
    unsure: row.unsure === 1,
    tries: row.tries,
    claimedUntil,
  };
}

function byKey(a: Claimed, b: Claimed): number {
  return a.key < b.key ? -1 : 1;
}
