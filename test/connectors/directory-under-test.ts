import { z } from 'zod';
import { createBook, type Book } from '../../connectors/directory/book.ts';
import { createDirectory } from '../../connectors/directory/connector.ts';
import type { Connector } from '../../src/crm/contract.ts';
import type { Db } from '../../src/store/database.ts';
import { start } from '../activity/builders.ts';
import type { ConnectorUnderTest } from '../contracts/under-test.ts';

const noTokens = { get: () => Promise.resolve(null), set: () => Promise.resolve() };
const withNote = z.object({ note: z.string().nullable() });

let now = start;
/** Each look at it is a millisecond later. */
const clock = () => (now += 1);

export const openBook = (db: Db): Book => createBook(db, { clock });

export function openDirectory(db: Db, connection = 'contacts'): Connector {
  return createDirectory(db, { clock }).open(
    {},
    {
      connection,
      tokens: noTokens,
      log: { info: () => undefined, warn: () => undefined },
      fetch,
      publicUrl: 'https://ringside.example.com',
    },
  );
}

export async function emptyDirectory(db: Db): Promise<void> {
  for (const table of ['directory_activities', 'directory_phones', 'directory_contacts'] as const) {
    await db.deleteFrom(table).execute();
  }
}

export async function openUnderTest(db: Db): Promise<ConnectorUnderTest> {
  await emptyDirectory(db);
  const book = openBook(db);
  return {
    connector: openDirectory(db),
    connection: 'contacts',
    async seed(contacts) {
      const ids = [];
      for (const { phone, ...contact } of contacts) {
        ids.push(...(await book.upsertContacts('contacts', [{ ...contact, phones: [phone] }], 'person')));
      }
      return ids.map((id) => ({ type: 'contact', id }));
    },
    async remove({ id }) {
      await db.updateTable('directory_contacts').set({ origin: 'sample' }).where('id', '=', id).execute();
      await book.deleteByOrigin('contacts', 'sample');
    },
    async recordsOf(key) {
      const rows = await db.selectFrom('directory_activities').selectAll().where('key', '=', key).execute();
      return rows.map(({ contact_id, activity_json }) => ({
        link: contact_id,
        note: withNote.parse(JSON.parse(activity_json)).note,
      }));
    },
    close: () => Promise.resolve(),
  };
}
