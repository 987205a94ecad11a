import { inWritingOrder } from './contacts.ts';
import { erasedName } from './erase.ts';
import type { DirectoryDb } from './tables.ts';

export interface BookSize {
  contacts: number;
  /** Logged in this book. */
  calls: number;
}

/** What there is in the book of one connection (by name). */
export async function sizeOf(db: DirectoryDb, connection: string): Promise<BookSize> {
  const { contacts } = await db
    .selectFrom('directory_contacts')
    .select(({ fn }) => fn.countAll<number>().as('contacts'))
    .where('connection', '=', connection)
    .where('deleted', '=', 0)
    .executeTakeFirstOrThrow();
  const { calls } = await db
    .selectFrom('directory_activities')
    .select(({ fn }) => fn.countAll<number>().as('calls'))
    .where('connection', '=', connection)
    .executeTakeFirstOrThrow();
  return { contacts, calls };
}

/** Deletes the book of one connection (by name) for good. Its mirror must have ended: it is not told. */
export async function removeBook(db: DirectoryDb, connection: string, now: number): Promise<void> {
  await inWritingOrder(db, async (trx) => {
    await trx.deleteFrom('directory_activities').where('connection', '=', connection).execute();
    const contacts = trx.selectFrom('directory_contacts').select('id').where('connection', '=', connection);
    await trx.deleteFrom('directory_phones').where('contact_id', 'in', contacts).execute();
    // Versions never go back, or mirrors of other books would miss changes: the newest contact leaves its number.
    const { newest } = await trx
      .selectFrom('directory_contacts')
      .select(({ fn }) => fn.max('version').as('newest'))
      .executeTakeFirstOrThrow();
    await trx
      .deleteFrom('directory_contacts')
      .where('connection', '=', connection)
      .where('version', '<', newest)
      .execute();
    const gone = { name: erasedName, company: null, deleted: 1, changed_at: now };
    await trx.updateTable('directory_contacts').set(gone).where('connection', '=', connection).execute();
  });
}
