import type { Match, RecordRef } from '../model/contact.ts';
import type { Db } from '../store/database.ts';
import { rememberContact } from './remember.ts';

/** Rows of people that were made are kept so long, ms. */
const keepMs = 86_400_000;

export interface CallerKey {
  connectionId: string;
  e164: string;
}

export interface CallerClaim {
  /** The record made of this caller, and when (epoch ms); null: none yet. */
  ref: RecordRef | null;
  madeAt: number | null;
  /** Of whom the last write was; null: of nobody, or not known any more. */
  name: string | null;
  /** A write was sent at `triedAt` (epoch ms) whose answer never came. */
  unsure: boolean;
  triedAt: number | null;
}

/** The caller is ours for `leaseMs`; null: somebody else's. Safe among any number of processes. */
export async function claimCaller(
  db: Db,
  { connectionId, e164 }: CallerKey,
  now: number,
  leaseMs: number,
): Promise<CallerClaim | null> {
  await db
    .deleteFrom('new_callers')
    .where('made_at', '<', now - keepMs)
    .execute();
  const nobody = {
    record_type: null,
    record_id: null,
    made_at: null,
    name: null,
    unsure: 0,
    tried_at: null,
  } as const;
  const claimed_until = now + leaseMs;
  const row = await db
    .insertInto('new_callers')
    .values({ connection_id: connectionId, e164, ...nobody, claimed_until })
    .onConflict((conflict) =>
      conflict
        .columns(['connection_id', 'e164'])
        .doUpdateSet({ claimed_until })
        .where((where) =>
          where.or([
            where('new_callers.claimed_until', 'is', null),
            where('new_callers.claimed_until', '<=', now),
          ]),
        ),
    )
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  const { record_type: type, record_id: id } = row;
  const ref = type === null || id === null ? null : { type, id };
  return { ref, madeAt: row.made_at, name: row.name, unsure: row.unsure === 1, triedAt: row.tried_at };
}

/** From here on a record of this name may exist that we do not know of. */
export async function noteIntent(db: Db, key: CallerKey, name: string, now: number): Promise<void> {
  await db
    .updateTable('new_callers')
    .set({ name, unsure: 1, tried_at: now })
    .where((where) => where.and(columnsOf(key)))
    .execute();
}

/**
 * Gives the claim back. Nothing is kept of a caller of whom surely nothing was made; who was made before stays known.
 *
 * @param unsure a write was sent whose answer never came
 */
export async function releaseCaller(
  db: Db,
  key: CallerKey,
  { ref, name }: Pick<CallerClaim, 'ref' | 'name'>,
  unsure: boolean,
): Promise<void> {
  if (unsure || ref !== null)
    await db
      .updateTable('new_callers')
      .set(unsure ? { claimed_until: null } : { claimed_until: null, unsure: 0, name })
      .where((where) => where.and(columnsOf(key)))
      .execute();
  else
    await db
      .deleteFrom('new_callers')
      .where((where) => where.and(columnsOf(key)))
      .execute();
}

/** The caller is this record now, and in the phone index. */
export async function keepCaller(db: Db, key: CallerKey, match: Match, now: number): Promise<void> {
  const { type: record_type, id: record_id, name } = match;
  const made = { record_type, record_id, made_at: now, name, unsure: 0, claimed_until: null } as const;
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('new_callers')
      .set(made)
      .where((where) => where.and(columnsOf(key)))
      .execute();
    await rememberContact(trx, {
      e164: key.e164,
      connection_id: key.connectionId,
      record_type,
      record_id,
      label: match.matchedOn,
      name,
      company: match.company,
      owner_id: match.ownerId,
      changed_at: now,
    });
  });
}

/** For the start of a process that knows itself to be the only one: whoever was at it is dead, and left it in doubt. */
export async function voidCallerClaims(db: Db): Promise<void> {
  await db.updateTable('new_callers').set({ claimed_until: null }).execute();
}

function columnsOf({ connectionId, e164 }: CallerKey) {
  return { connection_id: connectionId, e164 };
}
