import { LRUCache } from 'lru-cache';
import type { CrmUser, Ctx, NewPerson } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { parsePhone } from '../../src/model/phone.ts';
import { findByPhone, type ContactReader } from './contacts.ts';
import { ownerPage, record } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';
import type { ContactInput } from './sdk.ts';

export type CreatePerson = (person: NewPerson, x: Ctx) => Promise<RecordRef>;

/**
 * Makes a contact. The same name and number is the same person, however often and however quickly it is asked for:
 * HubSpot keeps contacts apart by e-mail only, and its search does not know yet who was made a moment ago.
 *
 * @param rememberMs longer than the search index lags
 */
export function createPeople(reader: ContactReader, rememberMs: number): CreatePerson {
  const making = new LRUCache<string, Promise<RecordRef>>({ max: 5_000, ttl: rememberMs });
  return (person, x) => {
    const who = JSON.stringify([person.phone, person.name.trim().toLowerCase()]);
    const made = making.get(who);
    if (made !== undefined) return made;
    const ref = findOrCreate(reader, person, x);
    making.set(who, ref);
    ref.catch(() => making.delete(who));
    return ref;
  };
}

async function findOrCreate(reader: ContactReader, person: NewPerson, x: Ctx): Promise<RecordRef> {
  const same = await findSame(reader, person, x);
  if (same !== null) return same;
  const body: ContactInput = { properties: propertiesOf(person), associations: [] };
  const path = paths.records('contacts');
  try {
    const { id } = await reader.api.ask(
      { kind: 'write', method: 'POST', path, body, urgent: true },
      record,
      x,
    );
    return { type: 'contact', id };
  } catch (error) {
    // 409: somebody has this e-mail address already. That is the person.
    const existing = error instanceof ConnectorError ? error.details.existing : undefined;
    if (existing === undefined) throw error;
    return { type: 'contact', id: existing.id };
  }
}

/** Also what an earlier attempt made whose answer was lost. */
async function findSame(
  reader: ContactReader,
  { phone, name }: NewPerson,
  x: Ctx,
): Promise<RecordRef | null> {
  const number = parsePhone(phone, reader.country);
  if (number === null) return null;
  const matches = await findByPhone(reader, number, x);
  const wanted = name.trim().toLowerCase();
  const same = matches.find((match) => match.name.toLowerCase() === wanted);
  return same === undefined ? null : { type: same.type, id: same.id };
}

/** "Anna Marie Malá" → first name "Anna Marie", last name "Malá". A lead is a contact at the stage "lead". */
function propertiesOf({ type, name, company, phone, email, ownerId }: NewPerson): Record<string, string> {
  const words = name.trim().split(/\s+/);
  const last = words.pop() ?? '';
  const properties = {
    firstname: words.join(' '),
    lastname: last,
    phone,
    company,
    email,
    hubspot_owner_id: ownerId,
    lifecyclestage: type === 'lead' ? 'lead' : null,
  };
  const told = Object.entries(properties).filter(
    (entry): entry is [string, string] => (entry[1] ?? '') !== '',
  );
  return Object.fromEntries(told);
}

/** Owners: records are assigned by owner id, never by user id (developers.hubspot.com, owners). */
export async function* listOwners(api: HubspotApi, x: Ctx): AsyncGenerator<CrmUser> {
  for (const archived of ['false', 'true']) {
    let after: string | undefined;
    do {
      const qs = { limit: '500', archived, ...(after === undefined ? {} : { after }) };
      const page = await api.ask({ kind: 'read', path: paths.owners, qs }, ownerPage, x);
      for (const { id, email, firstName, lastName } of page.results) {
        const name = [firstName, lastName].filter((part) => (part ?? '') !== '').join(' ');
        const shown = name === '' ? (email ?? `Owner ${id}`) : name;
        yield { id, name: shown, email: email ?? null, active: archived === 'false' };
      }
      after = page.paging?.next?.after;
    } while (after !== undefined);
  }
}
