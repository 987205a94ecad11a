import { PostgresAdapter, sql } from 'kysely';
import { parsePhone } from '../../src/model/phone.ts';
import type { DirectoryDb, DirectoryTrx } from './tables.ts';

const maxPhones = 20;

export interface ContactDraft {
  id: string;
  name: string;
  company: string | null;
  phones: readonly { number: string; label: string }[];
  /** ISO 3166-1 alpha-2 for numbers without `+`; null: none. */
  country: string | null;
  /** sample, provision or person: who put it there. */
  origin: string;
}

export interface PhoneRow {
  number: string;
  e164: string | null;
  label: string;
}

/** Numbers as the book keeps them; the same number written twice counts once. */
export function phoneRows({ phones, country }: Pick<ContactDraft, 'phones' | 'country'>): PhoneRow[] {
  const byNumber = new Map<string, PhoneRow>();
  for (const { number, label } of phones.slice(0, maxPhones)) {
    const trimmed = number.trim();
    if (trimmed === '' || byNumber.has(trimmed)) continue;
    byNumber.set(trimmed, { number: trimmed, e164: parsePhone(trimmed, country)?.e164 ?? null, label });
  }
  return [...byNumber.values()];
}

/**
 * Runs `work` with versions that rise in the order of the commits: a mirror that has read version n will never miss
 * an n that is committed later. SQLite writes one transaction at a time anyway; PostgreSQL is told to.
 */
export async function inWritingOrder<T>(
  db: DirectoryDb,
  work: (trx: DirectoryTrx) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    if (db.getExecutor().adapter instanceof PostgresAdapter) {
      await sql`LOCK TABLE directory_contacts IN SHARE ROW EXCLUSIVE MODE`.execute(trx);
    }
    return work(trx);
  });
}

/** Within `inWritingOrder`. */
export async function nextVersion(trx: DirectoryTrx): Promise<number> {
  const last = await trx
    .selectFrom('directory_contacts')
    .select((select) => select.fn.max('version').as('version'))
    .executeTakeFirst();
  return (last?.version ?? 0) + 1;
}

/** Inserts or replaces one contact and its numbers, within `inWritingOrder`. `now` in epoch ms. */
export async function saveContact(
  trx: DirectoryTrx,
  connection: string,
  draft: ContactDraft,
  now: number,
): Promise<void> {
  const { id, name, company, origin } = draft;
  const row = { name, company, origin, deleted: 0, version: await nextVersion(trx), changed_at: now };
  await trx
    .insertInto('directory_contacts')
    .values({ id, connection, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  await trx.deleteFrom('directory_phones').where('contact_id', '=', id).execute();
  const phones = phoneRows(draft).map((phone) => ({ contact_id: id, ...phone }));
  if (phones.length > 0) await trx.insertInto('directory_phones').values(phones).execute();
}

/** The contact of this name that has this number, deleted ones included: those can be brought back. */
export async function findSame(
  trx: DirectoryTrx,
  connection: string,
  name: string,
  phone: PhoneRow,
): Promise<{ id: string; deleted: boolean } | null> {
  const found = await trx
    .selectFrom('directory_contacts')
    .innerJoin('directory_phones', 'directory_phones.contact_id', 'directory_contacts.id')
    .select(['directory_contacts.id', 'deleted'])
    .where('connection', '=', connection)
    .where('name', '=', name)
    .where((where) =>
      phone.e164 === null ? where('number', '=', phone.number) : where('e164', '=', phone.e164),
    )
    .orderBy('deleted')
    .orderBy('version')
    .limit(1)
    .executeTakeFirst();
  return found === undefined ? null : { id: found.id, deleted: found.deleted !== 0 };
}

/** Numbers of each contact, in the order of their labels. */
export async function phonesOf(
  db: DirectoryDb,
  contactIds: readonly string[],
): Promise<Map<string, PhoneRow[]>> {
  const phones = new Map<string, PhoneRow[]>();
  if (contactIds.length === 0) return phones;
  const rows = await db
    .selectFrom('directory_phones')
    .selectAll()
    .where('contact_id', 'in', contactIds)
    .orderBy('label')
    .orderBy('number')
    .execute();
  for (const { contact_id, number, e164, label } of rows) {
    phones.set(contact_id, [...(phones.get(contact_id) ?? []), { number, e164, label }]);
  }
  return phones;
}
