import type { Db } from '../store/database.ts';
import type { NewRow } from '../store/schema.ts';

/**
 * Puts one contact that we made ourselves into the phone index at once: the CRM's own search may not know it for
 * minutes, and the next ring must. The mirror writes over it when it comes by.
 */
export async function rememberContact(db: Db, row: NewRow<'phone_index'>): Promise<void> {
  await db
    .insertInto('phone_index')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
