import type { Role } from '../model/role.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';
import { personFrom, type Person } from './person.ts';

/** Someone as admins see them. */
export interface Listed extends Person {
  readonly hasPassword: boolean;
  /** Epoch ms; null: never yet. */
  readonly signedInAt: number | null;
  readonly createdAt: number;
}

export interface RosterFilter {
  /** Part of the name or the address. */
  search?: string | undefined;
  role?: Role | undefined;
  /** The last address of the page before. */
  cursor?: string | undefined;
  limit: number;
}

export interface PersonChange {
  name: string;
  role: Role;
  disabled: boolean;
}

/** The people who may sign in, as admins change them. There is always an admin who can sign in. */
export interface Roster {
  /** In the order of their addresses. */
  readonly page: (filter: RosterFilter) => Promise<{ items: Listed[]; nextCursor: string | null }>;
  readonly get: (id: string) => Promise<Listed>;
  /** A new role, or being disabled, ends the person's sessions. */
  readonly change: (id: string, change: PersonChange) => Promise<Listed>;
  /** With their sessions and links. */
  readonly remove: (id: string) => Promise<void>;
}

export function createRoster({ db }: { db: Db }): Roster {
  async function row(of: Db, id: string): Promise<Row<'people'>> {
    const found = await of.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
    if (!found) throw new Refusal('not_found', 'There is no such person');
    return found;
  }

  /** Of two changes at the same time the second waits here, and sees what the first has done. */
  const inTurn = <T>(work: (trx: Db) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (trx) => {
      await trx.updateTable('people').set({ role: 'admin' }).where('role', '=', 'admin').execute();
      const result = await work(trx);
      await needAdmin(trx);
      return result;
    });

  return {
    async page({ search, role, cursor, limit }) {
      let query = db.selectFrom('people').selectAll();
      if (cursor !== undefined) query = query.where('email', '>', cursor);
      if (role !== undefined) query = query.where('role', '=', role);
      if (search !== undefined) {
        const part = `%${search.toLowerCase()}%`;
        query = query.where((of) =>
          of.or([of('email', 'like', part), of(of.fn<string>('lower', ['name']), 'like', part)]),
        );
      }
      const rows = await query
        .orderBy('email')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(listed);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.email ?? null) : null };
    },
    get: async (id) => listed(await row(db, id)),
    change: (id, change) =>
      inTurn(async (trx) => {
        const before = await row(trx, id);
        refuseProvisioned(before);
        const set = { ...change, disabled: change.disabled ? 1 : 0 };
        await trx.updateTable('people').set(set).where('id', '=', id).execute();
        if (before.role !== change.role || change.disabled) await endSessions(trx, id);
        return listed({ ...before, ...set });
      }),
    remove: (id) =>
      inTurn(async (trx) => {
        refuseProvisioned(await row(trx, id));
        await endSessions(trx, id);
        await trx.deleteFrom('sign_in_links').where('person_id', '=', id).execute();
        await trx.deleteFrom('people').where('id', '=', id).execute();
      }),
  };
}

/** Throws, which takes the change back. */
async function needAdmin(trx: Db): Promise<void> {
  const admin = await trx
    .selectFrom('people')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled', '=', 0)
    .executeTakeFirst();
  if (admin) return;
  throw new Refusal('conflict', 'This is the last admin: make someone else an admin first');
}

function refuseProvisioned(person: Pick<Row<'people'>, 'provisioned'>): void {
  if (person.provisioned === 0) return;
  throw new Refusal('read_only', 'This person comes from a file: change it there');
}

async function endSessions(trx: Db, personId: string): Promise<void> {
  await trx.deleteFrom('sessions').where('person_id', '=', personId).execute();
}

function listed(row: Row<'people'>): Listed {
  return {
    ...personFrom(row),
    hasPassword: row.password_hash !== null,
    signedInAt: row.signed_in_at,
    createdAt: row.created_at,
  };
}
