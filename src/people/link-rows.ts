import { digest, randomWord } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';

/** One-time links, kept as digests: the first run's, those that sign a person in, those that set a password. */
export type LinkKind = 'first run' | 'person' | 'password';

/** The token of a new link. */
export async function addLink(
  db: Db,
  kind: LinkKind,
  personId: string | null,
  until: number,
): Promise<string> {
  const token = randomWord(32);
  const row = { token_hash: digest(token), person_id: personId, expires_at: until, used_at: null };
  await db
    .insertInto('sign_in_links')
    .values({ ...row, purpose: purposeOf(kind) })
    .execute();
  return token;
}

/** The link that a token opens now, without using it up. */
export function goodLink(db: Db, kind: LinkKind, token: string, now: number) {
  return db
    .selectFrom('sign_in_links')
    .select('person_id')
    .where('token_hash', '=', digest(token))
    .where('person_id', kind === 'first run' ? 'is' : 'is not', null)
    .where('purpose', '=', purposeOf(kind))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** One statement checks and marks: of two that come together one gets the row. */
export function useLink(db: Db, kind: LinkKind, token: string, now: number) {
  return db
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('token_hash', '=', digest(token))
    .where('person_id', kind === 'first run' ? 'is' : 'is not', null)
    .where('purpose', '=', purposeOf(kind))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('person_id')
    .executeTakeFirst();
}

function purposeOf(kind: LinkKind): 'password' | 'sign_in' {
  return kind === 'password' ? 'password' : 'sign_in';
}
