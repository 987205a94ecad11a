import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import { addLink, goodLink, useLink } from './link-rows.ts';
import { hasAdmin, insertPerson, newRow, type PersonDraft } from './people.ts';
import { personFrom, type Person } from './person.ts';

type FirstRunState = 'open' | 'done' | 'invalid';

export interface SignInLinks {
  /** A new token for the set-up page, which voids earlier ones; null: there is an admin already. */
  readonly firstRun: () => Promise<string | null>;
  readonly firstRunState: (token: string) => Promise<FirstRunState>;
  /**
   * Uses the first-run token up and creates the first admin with it: both or neither, and once only, however many
   * ask at the same time. `done` and `invalid` as `firstRunState` has them.
   */
  readonly createFirstAdmin: (
    token: string,
    draft: Omit<PersonDraft, 'role'>,
  ) => Promise<{ state: 'open'; person: Person } | { state: 'done' | 'invalid' }>;
  /** A token that signs this person in, once. */
  readonly issue: (personId: string) => Promise<string>;
  /** Uses the token up; the person it is for, or null when it is unknown, used or too old. */
  readonly redeem: (token: string) => Promise<string | null>;
  /** Forgets what nobody can use any more. */
  readonly prune: () => Promise<void>;
}

export interface SignInLinksDeps {
  db: Db;
  clock: Clock;
  firstRunMs: number;
  signInMs: number;
}

/** One-time tokens, kept as digests. */
export function createSignInLinks({ db, clock, firstRunMs, signInMs }: SignInLinksDeps): SignInLinks {
  return {
    async firstRun() {
      if (await hasAdmin(db)) return null;
      await db.deleteFrom('sign_in_links').where('person_id', 'is', null).execute();
      return addLink(db, 'first run', null, clock() + firstRunMs);
    },
    firstRunState: (token) => firstRunState(db, clock(), token),
    async createFirstAdmin(token, draft) {
      const state = await firstRunState(db, clock(), token);
      if (state !== 'open') return { state };
      // Hashing takes its time: before the transaction, which would keep the database to itself meanwhile.
      const row = await newRow({ ...draft, role: 'admin' }, clock());
      return db.transaction().execute(async (trx) => {
        if (await hasAdmin(trx)) return { state: 'done' };
        const used = await useLink(trx, 'first run', token, clock());
        if (used === undefined) return { state: 'invalid' };
        await insertPerson(trx, row);
        return { state: 'open', person: personFrom(row) };
      });
    },
    issue: (personId) => addLink(db, 'person', personId, clock() + signInMs),
    redeem: async (token) => (await useLink(db, 'person', token, clock()))?.person_id ?? null,
    async prune() {
      await db.deleteFrom('sign_in_links').where('expires_at', '<', clock()).execute();
    },
  };
}

async function firstRunState(db: Db, now: number, token: string): Promise<FirstRunState> {
  if (await hasAdmin(db)) return 'done';
  return (await goodLink(db, 'first run', token, now)) ? 'open' : 'invalid';
}
