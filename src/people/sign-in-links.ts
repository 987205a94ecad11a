import type { Clock } from '../platform/clock.ts';
import { digest, randomWord } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';
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
  async function add(personId: string | null, validMs: number): Promise<string> {
    const token = randomWord(32);
    const row = {
      token_hash: digest(token),
      person_id: personId,
      expires_at: clock() + validMs,
      used_at: null,
    };
    await db.insertInto('sign_in_links').values(row).execute();
    return token;
  }

  return {
    async firstRun() {
      if (await hasAdmin(db)) return null;
      await db.deleteFrom('sign_in_links').where('person_id', 'is', null).execute();
      return add(null, firstRunMs);
    },
    firstRunState: (token) => firstRunState(db, clock(), token),
    async createFirstAdmin(token, draft) {
      const state = await firstRunState(db, clock(), token);
      if (state !== 'open') return { state };
      // Hashing takes its time: before the transaction, which would keep the database to itself meanwhile.
      const row = await newRow({ ...draft, role: 'admin' }, clock());
      return db.transaction().execute(async (trx) => {
        if (await hasAdmin(trx)) return { state: 'done' };
        const used = await use(trx, token, clock(), 'first run');
        if (used === undefined) return { state: 'invalid' };
        await insertPerson(trx, row);
        return { state: 'open', person: personFrom(row) };
      });
    },
    issue: (personId) => add(personId, signInMs),
    redeem: async (token) => (await use(db, token, clock(), 'person'))?.person_id ?? null,
    async prune() {
      await db.deleteFrom('sign_in_links').where('expires_at', '<', clock()).execute();
    },
  };
}

async function firstRunState(db: Db, now: number, token: string): Promise<FirstRunState> {
  if (await hasAdmin(db)) return 'done';
  const link = await db
    .selectFrom('sign_in_links')
    .select('token_hash')
    .where('token_hash', '=', digest(token))
    .where('person_id', 'is', null)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return link ? 'open' : 'invalid';
}

/** One statement checks and marks: of two that come together one gets the row. */
function use(db: Db, token: string, now: number, kind: 'first run' | 'person') {
  return db
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('token_hash', '=', digest(token))
    .where('person_id', kind === 'person' ? 'is not' : 'is', null)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('person_id')
    .executeTakeFirst();
}
