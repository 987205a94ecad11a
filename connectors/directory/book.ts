import { randomUUID } from 'node:crypto';
import type { DirectoryDeps } from './connector.ts';
import { findSame, inWritingOrder, nextVersion, phoneRows, phonesOf, saveContact } from './contacts.ts';
import { erasePerson } from './erase.ts';
import { callById, historyOf, type HistoryItem } from './history.ts';
import { removeBook, sizeOf, type BookSize } from './removal.ts';
import { contactById } from './search.ts';
import type { DirectoryDb, DirectoryTrx } from './tables.ts';

/** A contact as files and sample data give it. */
interface BookContact {
  /** Keeps its record across changes of name and number. Absent: the name and the first number tell who it is. */
  id?: string;
  name: string;
  company?: string | null;
  phones: readonly (string | { number: string; label: string })[];
  /** ISO 3166-1 alpha-2 for numbers without `+`. */
  country?: string | null;
}

type ContactOrigin = 'sample' | 'provision' | 'person';

/** A contact with its calls, as `GET /api/contacts/{connection}/{id}` answers. */
interface ContactPageData {
  connection: string;
  id: string;
  name: string;
  company: string | null;
  phones: { number: string; label: string }[];
  /** Newest first, at most 200. */
  history: HistoryItem[];
}

/** The book as Ringside itself uses it: to fill it and to show it. Connections are meant by name. */
export interface Book {
  /** Creates or changes contacts; what is as it was stays untouched. Resolves to their ids, in order. */
  readonly upsertContacts: (
    connection: string,
    contacts: readonly BookContact[],
    origin: ContactOrigin,
  ) => Promise<string[]>;
  /** Mirrors see them go. Logged calls stay. Resolves to how many there were. */
  readonly deleteByOrigin: (connection: string, origin: ContactOrigin) => Promise<number>;
  /** How many contacts and calls there are of a number (E.164) and of calls with these keys; erases them if told. */
  readonly erasePerson: (
    e164: string,
    keys: readonly string[],
    erase: boolean,
  ) => Promise<{ contacts: number; calls: number }>;
  readonly sizeOf: (connection: string) => Promise<BookSize>;
  /** Deletes all of it for good: for a connection whose numbers have left the index. */
  readonly remove: (connection: string) => Promise<void>;
  /** By the id of the contact or of one of its calls; null: neither is there. */
  readonly contact: (connection: string, id: string) => Promise<ContactPageData | null>;
}

export function createBook(
  db: DirectoryDb,
  { clock = () => Date.now(), newId = randomUUID }: DirectoryDeps = {},
): Book {
  return {
    upsertContacts: (connection, contacts, origin) =>
      inWritingOrder(db, async (trx) => {
        const ids: string[] = [];
        for (const contact of contacts) {
          ids.push(await upsert(trx, connection, contact, { origin, now: clock(), newId }));
        }
        return ids;
      }),
    deleteByOrigin: (connection, origin) =>
      inWritingOrder(db, (trx) => deleteByOrigin(trx, connection, origin, clock())),
    erasePerson: (e164, keys, erase) => erasePerson(db, e164, keys, { erase, now: clock() }),
    sizeOf: (connection) => sizeOf(db, connection),
    remove: (connection) => removeBook(db, connection, clock()),
    async contact(connection, id) {
      const contact = await contactPage(db, connection, id);
      if (contact !== null) return contact;
      const call = await callById(db, connection, id);
      if (call === null) return null;
      const owner = call.contactId === null ? null : await contactPage(db, connection, call.contactId);
      return owner ?? unknownCaller(connection, id, call);
    },
  };
}

interface Writing {
  origin: ContactOrigin;
  now: number;
  newId: () => string;
}

async function upsert(
  trx: DirectoryTrx,
  connection: string,
  contact: BookContact,
  { origin, now, newId }: Writing,
): Promise<string> {
  const draft = {
    name: contact.name,
    company: contact.company ?? null,
    country: contact.country ?? null,
    phones: contact.phones.map((phone) =>
      typeof phone === 'string' ? { number: phone, label: 'Phone' } : phone,
    ),
    origin,
  };
  const [first] = phoneRows(draft);
  const same = first === undefined ? null : await findSame(trx, connection, draft.name, first);
  const id = contact.id ?? same?.id ?? newId();
  if (!(await isAsItWas(trx, connection, id, draft)))
    await saveContact(trx, connection, { id, ...draft }, now);
  return id;
}

async function isAsItWas(
  trx: DirectoryTrx,
  connection: string,
  id: string,
  draft: Parameters<typeof phoneRows>[0] & { name: string; company: string | null; origin: string },
): Promise<boolean> {
  const row = await trx.selectFrom('directory_contacts').selectAll().where('id', '=', id).executeTakeFirst();
  if (row !== undefined && row.connection !== connection) {
    throw new Error(`The contact id ${id} belongs to the connection ${row.connection} already`);
  }
  if (row?.deleted !== 0) return false;
  if (row.name !== draft.name || row.company !== draft.company || row.origin !== draft.origin) return false;
  const phones = await trx
    .selectFrom('directory_phones')
    .select(['number', 'e164', 'label'])
    .where('contact_id', '=', id)
    .execute();
  const texts = (rows: typeof phones) => rows.map((row) => [row.number, row.e164, row.label].join()).sort();
  return texts(phones).join('\n') === texts(phoneRows(draft)).join('\n');
}

async function deleteByOrigin(
  trx: DirectoryTrx,
  connection: string,
  origin: ContactOrigin,
  now: number,
): Promise<number> {
  const rows = await trx
    .selectFrom('directory_contacts')
    .select('id')
    .where('connection', '=', connection)
    .where('origin', '=', origin)
    .where('deleted', '=', 0)
    .execute();
  let version = await nextVersion(trx);
  for (const { id } of rows) {
    // A version each: a page of the mirror must not end between two contacts of one version.
    const change = { deleted: 1, version: version++, changed_at: now };
    await trx.updateTable('directory_contacts').set(change).where('id', '=', id).execute();
  }
  return rows.length;
}

async function contactPage(db: DirectoryDb, connection: string, id: string): Promise<ContactPageData | null> {
  const contact = await contactById(db, connection, id);
  if (contact === null) return null;
  const phones = ((await phonesOf(db, [id])).get(id) ?? []).map(({ number, label }) => ({ number, label }));
  return { connection, ...contact, phones, history: await historyOf(db, id) };
}

/** A call that belongs to nobody in the book is shown by itself. */
function unknownCaller(
  connection: string,
  id: string,
  { customerNumber, item }: NonNullable<Awaited<ReturnType<typeof callById>>>,
): ContactPageData {
  const phones = customerNumber === null ? [] : [{ number: customerNumber, label: 'Phone' }];
  const name = customerNumber ?? 'Withheld number';
  return { connection, id, name, company: null, phones, history: [item] };
}
