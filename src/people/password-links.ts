import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import { addLink, goodLink, useLink } from './link-rows.ts';
import { hashPassword } from './passwords.ts';

/** Links that set a password, once: invitations, and help for who forgot theirs. */
export interface PasswordLinks {
  /** A new token for this person, good until then (epoch ms); voids earlier ones. */
  readonly issue: (personId: string, validMs: number) => Promise<{ token: string; until: number }>;
  /** Whose password the token sets; null: unknown, used or too old. */
  readonly ownerOf: (token: string) => Promise<string | null>;
  /** Uses the token up and sets the password, both or neither. False: as `ownerOf`. */
  readonly setPassword: (token: string, password: string) => Promise<boolean>;
}

export function createPasswordLinks({ db, clock }: { db: Db; clock: Clock }): PasswordLinks {
  return {
    async issue(personId, validMs) {
      await db
        .deleteFrom('sign_in_links')
        .where('person_id', '=', personId)
        .where('purpose', '=', 'password')
        .execute();
      const until = clock() + validMs;
      return { until, token: await addLink(db, 'password', personId, until) };
    },
    ownerOf: async (token) => (await goodLink(db, 'password', token, clock()))?.person_id ?? null,
    async setPassword(token, password) {
      // Hashing takes its time: before the transaction, which would keep the database to itself meanwhile.
      const password_hash = await hashPassword(password);
      return db.transaction().execute(async (trx) => {
        const personId = (await useLink(trx, 'password', token, clock()))?.person_id ?? null;
        if (personId === null) return false;
        await trx.updateTable('people').set({ password_hash }).where('id', '=', personId).execute();
        return true;
      });
    },
  };
}
