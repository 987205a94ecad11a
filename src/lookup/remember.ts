import type { Db } from '../store/database.ts';
import type { NewRow } from '../store/schema.ts';

/**
 * Puts one contact that we made ourselves into the phone index at once: the CRM's own search may not know it for
 * minutes, and the next ring must. The mirror writes over it when it comes by.
 */
export async function rememberContact(db: Db, row: NewRow<'phone_index'>): Promise<void> {
  await db
    .insertInto('phone_index')
    // Of the generation that is being told, or a mirror that starts again would take it for gone.
    .values((values) => ({
      ...row,
      generation: values
        .selectFrom('connections')
        .select(({ fn, val }) => fn.coalesce(fn.max('mirror_generation'), val(0)).as('generation'))
        .where('id', '=', row.connection_id),
    }))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
