import type { ContactPage } from '../../src/crm/contract.ts';
import type { MirroredContact } from '../../src/model/contact.ts';
import { phonesOf, type PhoneRow } from './contacts.ts';
import { contactType, type DirectoryDb } from './tables.ts';

const pageSize = 1_000;
const maxMatches = 20;

export interface FoundContact {
  id: string;
  name: string;
  company: string | null;
}

/** Contacts with this number, the one changed last first. `label` names the number. */
export async function contactsByPhone(
  db: DirectoryDb,
  connection: string,
  e164: string,
): Promise<(FoundContact & { label: string })[]> {
  return db
    .selectFrom('directory_phones')
    .innerJoin('directory_contacts', 'directory_contacts.id', 'directory_phones.contact_id')
    .select(['directory_contacts.id', 'name', 'company', 'label'])
    .where('e164', '=', e164)
    .where('connection', '=', connection)
    .where('deleted', '=', 0)
    .orderBy('changed_at', 'desc')
    .orderBy('directory_contacts.id')
    .limit(maxMatches)
    .execute();
}

export async function contactById(
  db: DirectoryDb,
  connection: string,
  id: string,
): Promise<FoundContact | null> {
  const row = await db
    .selectFrom('directory_contacts')
    .select(['id', 'name', 'company'])
    .where('id', '=', id)
    .where('connection', '=', connection)
    .where('deleted', '=', 0)
    .executeTakeFirst();
  return row ?? null;
}

export async function countContacts(db: DirectoryDb, connection: string): Promise<number> {
  const { count } = await db
    .selectFrom('directory_contacts')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('connection', '=', connection)
    .where('deleted', '=', 0)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * What changed after version `since`, a page of 1,000 at most; null: nothing did. Each contact appears once, as it
 * is now.
 *
 * @param country ISO 3166-1 alpha-2 for numbers without `+`
 */
export async function changesAfter(
  db: DirectoryDb,
  connection: string,
  since: number,
  country: string | null,
): Promise<ContactPage | null> {
  const rows = await db
    .selectFrom('directory_contacts')
    .selectAll()
    .where('connection', '=', connection)
    .where('version', '>', since)
    .orderBy('version')
    .limit(pageSize)
    .execute();
  const last = rows.at(-1);
  if (last === undefined) return null;
  const present = rows.filter((row) => row.deleted === 0);
  const phones = await phonesOf(
    db,
    present.map(({ id }) => id),
  );
  return {
    upserts: present.map(({ id, name, company, changed_at }) => ({
      type: contactType,
      id,
      name,
      company,
      ownerId: null,
      phones: (phones.get(id) ?? []).map(asMirrored),
      country,
      changedAt: changed_at,
    })),
    deletes: rows.filter((row) => row.deleted !== 0).map(({ id }) => ({ type: contactType, id })),
    cursor: String(last.version),
    progress: null,
  };
}

/** A number without `+` was read in the contact's own country when it was written down. */
function asMirrored({ number, e164, label }: PhoneRow): MirroredContact['phones'][number] {
  return { number: number.startsWith('+') ? number : (e164 ?? number), label };
}
