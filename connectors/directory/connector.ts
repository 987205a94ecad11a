import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type {
  Connector,
  ConnectorDeps,
  ConnectorModule,
  ContactPage,
  Ctx,
  LogResult,
  NewPerson,
} from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';
import type { Match, RecordRef } from '../../src/model/contact.ts';
import { findSame, inWritingOrder, phoneRows, saveContact } from './contacts.ts';
import { reading, writing } from './guard.ts';
import { changeCall, findCall, linkable, writeCalls } from './history.ts';
import { changesAfter, contactById, contactsByPhone, countContacts, type FoundContact } from './search.ts';
import { callType, contactType, type DirectoryDb } from './tables.ts';

const settings = z.strictObject(
  {
    defaultCountry: z
      .string()
      .regex(/^[A-Z]{2}$/, 'Use the two-letter country code, such as CZ')
      .optional()
      .meta({ title: 'Country', description: 'Two letters, for numbers written without +.' }),
  },
  'The contact book has one setting, defaultCountry',
);

export type DirectorySettings = z.infer<typeof settings>;

export interface DirectoryDeps {
  /** Epoch ms. */
  clock?: () => number;
  newId?: () => string;
}

/** The built-in contact book: the connector the others are measured against, and the one that needs no account. */
export function createDirectory(
  db: DirectoryDb,
  { clock = () => Date.now(), newId = randomUUID }: DirectoryDeps = {},
): ConnectorModule<DirectorySettings> {
  return {
    name: 'directory',
    title: 'Built-in contact book',
    settings,
    // Written in this process, between two rings: a few at a time.
    capabilities: { logBatch: 20, indexIsComplete: true, updates: true, createsPeople: true },
    open: ({ defaultCountry }, { connection, publicUrl }) =>
      openBook({ db, clock, newId, connection, publicUrl, country: defaultCountry ?? null }),
  };
}

interface Book extends Required<DirectoryDeps>, Pick<ConnectorDeps, 'connection' | 'publicUrl'> {
  db: DirectoryDb;
  country: string | null;
}

const contactsInWords = (amount: number): string =>
  amount === 1 ? '1 contact' : `${String(amount)} contacts`;

function openBook(book: Book): Connector {
  const { db, connection } = book;
  return {
    check: (x) =>
      reading(x, async () => ({
        account: `Contact book ${connection}`,
        quota: null,
        idempotency: 'unique_key',
        notes: [contactsInWords(await countContacts(db, connection))],
      })),
    findByPhone: ({ e164 }, x) =>
      reading(x, async () => {
        const found = await contactsByPhone(db, connection, e164);
        return found.map((contact) => asMatch(book, contact, contact.label));
      }),
    findById: ({ type, id }, x) =>
      reading(x, async () => {
        const found = type === '' || type === contactType ? await contactById(db, connection, id) : null;
        return found === null ? null : asMatch(book, found, 'Record named by the phone system');
      }),
    logCalls: (activities, x) => writing(x, () => logCalls(book, activities)),
    updateCall: (ref, change, x) => writing(x, () => updateCall(book, ref, change)),
    findActivity: (key, x) => reading(x, () => findCall(db, connection, key)),
    createPerson: (person, x) => writing(x, () => createPerson(book, person)),
    async *listUsers() {
      // Nobody: whoever uses Ringside uses the book.
    },
    contactChanges: (cursor, x) => contactChanges(book, cursor, x),
    recordUrl: (ref) => recordUrl(book, ref),
  };
}

/** The page of a contact; for a call, the page of the contact it belongs to (`book.ts` finds it). */
function recordUrl({ publicUrl, connection }: Book, { id }: RecordRef): string {
  return `${publicUrl}/contacts/${encodeURIComponent(connection)}/${encodeURIComponent(id)}`;
}

function asMatch(book: Book, { id, name, company }: FoundContact, matchedOn: string): Match {
  const ref = { type: contactType, id };
  return {
    connection: book.connection,
    ...ref,
    name,
    company,
    url: recordUrl(book, ref),
    ownerId: null,
    matchedOn,
  };
}

async function logCalls(book: Book, activities: readonly CallActivity[]): Promise<LogResult[]> {
  const { db, connection, newId } = book;
  return db.transaction().execute(async (trx) => {
    const links = await linkable(
      trx,
      connection,
      activities.map(({ link }) => link),
    );
    const isGone = ({ link }: CallActivity): boolean => link !== null && !links.has(link.id);
    const ids = await writeCalls(
      trx,
      connection,
      activities.filter((activity) => !isGone(activity)),
      newId,
    );
    return activities.map((activity) => {
      const id = ids.get(activity.key);
      return id === undefined
        ? { ok: false, error: contactGone() }
        : { ok: true, ref: { type: callType, id } };
    });
  });
}

async function updateCall(
  { db, connection }: Book,
  ref: RecordRef,
  change: CallActivityChange,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { link } = change;
    if (link !== undefined && link !== null && !(await linkable(trx, connection, [link])).has(link.id))
      throw contactGone();
    const found = await changeCall(trx, connection, ref.id, change);
    if (!found) throw new ConnectorError('not_found', 'The book has no such call');
  });
}

/** The same name and number is the same person, however often it is created. */
async function createPerson(book: Book, { name, company, phone }: NewPerson): Promise<RecordRef> {
  return inWritingOrder(book.db, async (trx) => {
    const draft = {
      name,
      company,
      phones: [{ number: phone, label: 'Phone' }],
      country: book.country,
      origin: 'person',
    };
    const [number] = phoneRows(draft);
    if (number === undefined) throw new ConnectorError('rejected', 'A contact needs a phone number');
    const same = await findSame(trx, book.connection, name, number);
    const id = same?.id ?? book.newId();
    if (same === null || same.deleted)
      await saveContact(trx, book.connection, { id, ...draft }, book.clock());
    return { type: contactType, id };
  });
}

async function* contactChanges(book: Book, cursor: string | null, x: Ctx): AsyncGenerator<ContactPage> {
  let since = cursor === null ? 0 : Number(cursor);
  if (!Number.isSafeInteger(since))
    throw new ConnectorError('rejected', 'This is no cursor of the contact book');
  for (;;) {
    const from = since;
    const page = await reading(x, () => changesAfter(book.db, book.connection, from, book.country));
    if (page === null) return;
    since = Number(page.cursor);
    yield page;
  }
}

function contactGone(): ConnectorError {
  return new ConnectorError('not_found', 'The contact is no longer in the book');
}
