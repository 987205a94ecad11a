import { randomUUID } from 'node:crypto';
import type { Role } from '../model/role.ts';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Db } from '../store/database.ts';
import type { NewRow } from '../store/schema.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import { personFrom, type Person } from './person.ts';

export interface PersonDraft {
  name: string;
  email: string;
  role: Role;
  /** In clear; undefined: signs in by link only, or keeps the password there is. */
  password?: string | undefined;
}

export interface People {
  readonly byId: (id: string) => Promise<Person | null>;
  readonly byEmail: (email: string) => Promise<Person | null>;
  readonly hasAdmin: () => Promise<boolean>;
  /** The person with this address and password. Someone unknown takes as long as a wrong password. */
  readonly withPassword: (email: string, password: string) => Promise<Person | null>;
  /** Refuses (`conflict`) an address in use. */
  readonly create: (draft: PersonDraft) => Promise<Person>;
  /**
   * Creates or updates by address. The password is hashed only when it differs from the one there is; when it does,
   * and when the role changes, the person's sessions end.
   */
  readonly provision: (draft: PersonDraft) => Promise<Person>;
  /** Changes the password; sessions go on. */
  readonly setPassword: (id: string, password: string) => Promise<void>;
  /** Notes that this person has just signed in. */
  readonly signedIn: (id: string) => Promise<void>;
  readonly releaseExcept: (emails: readonly string[]) => Promise<void>;
}

/** People who may sign in; the table is the truth, as sign-ins are rare. */
export function createPeople({ db, clock }: { db: Db; clock: Clock }): People {
  const find = (email: string) =>
    db.selectFrom('people').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();

  return {
    async byId(id) {
      const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? personFrom(row) : null;
    },
    async byEmail(email) {
      const row = await find(email);
      return row ? personFrom(row) : null;
    },
    hasAdmin: () => hasAdmin(db),
    async withPassword(email, password) {
      const row = await find(email);
      const matches = await passwordMatches(row?.password_hash ?? null, password);
      return row && matches ? personFrom(row) : null;
    },
    async create(draft) {
      const row = await newRow(draft, clock());
      await insertPerson(db, row);
      return personFrom(row);
    },
    async provision(draft) {
      const known = await find(draft.email);
      if (!known) {
        const row = { ...(await newRow(draft, clock())), provisioned: 1 };
        await db.insertInto('people').values(row).execute();
        return personFrom(row);
      }
      const samePassword =
        draft.password === undefined || (await passwordMatches(known.password_hash, draft.password));
      const change = {
        name: draft.name,
        role: draft.role,
        provisioned: 1,
        disabled: 0,
        password_hash: samePassword ? known.password_hash : await hashPassword(draft.password ?? ''),
      };
      await db.updateTable('people').set(change).where('id', '=', known.id).execute();
      if (!samePassword || known.role !== draft.role) {
        await db.deleteFrom('sessions').where('person_id', '=', known.id).execute();
      }
      return personFrom({ ...known, ...change });
    },
    async setPassword(id, password) {
      const password_hash = await hashPassword(password);
      await db.updateTable('people').set({ password_hash }).where('id', '=', id).execute();
    },
    async signedIn(id) {
      await db.updateTable('people').set({ signed_in_at: clock() }).where('id', '=', id).execute();
    },
    async releaseExcept(emails) {
      const named = emails.map((email) => email.toLowerCase());
      const left = db.updateTable('people').set({ provisioned: 0 }).where('provisioned', '=', 1);
      await (named.length > 0 ? left.where('email', 'not in', named) : left).execute();
    },
  };
}

/** Also inside a transaction: setup asks while it holds the first-run link. */
export async function hasAdmin(db: Db): Promise<boolean> {
  const row = await db.selectFrom('people').select('id').where('role', '=', 'admin').executeTakeFirst();
  return row !== undefined;
}

/** A new person's row, with the password hashed. */
export async function newRow(draft: PersonDraft, now: number) {
  return {
    id: randomUUID(),
    email: draft.email.toLowerCase(),
    name: draft.name,
    role: draft.role,
    password_hash: draft.password === undefined ? null : await hashPassword(draft.password),
    provisioned: 0,
    created_at: now,
    disabled: 0,
  };
}

/** Refuses (`conflict`) an address in use. */
export async function insertPerson(db: Db, row: NewRow<'people'>): Promise<void> {
  const inserted = await db
    .insertInto('people')
    .values(row)
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return;
  const message = 'Someone has this address already';
  throw new Refusal('conflict', message, [{ field: 'email', message }]);
}
