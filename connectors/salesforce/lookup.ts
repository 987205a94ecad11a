import { z } from 'zod';
import type { Ctx, PhoneQuery } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { Match, RecordRef } from '../../src/model/contact.ts';
import { isPersonLink, objectNames, personTypeOf, personTypes, type PersonType } from './ids.ts';
import { companyOf, e164Of, nameOf, personRow, phonesOf, selected, type PersonRow } from './person.ts';
import type { PersonAccess, PersonFields } from './person-fields.ts';
import { queryPath, quoted, rowsOf, searchPath, sought } from './query.ts';
import type { Ask } from './request.ts';

export interface LookupDeps {
  ask: Ask;
  people: PersonAccess;
  connection: string;
  /** ISO 3166-1 alpha-2, for numbers without `+`; null: taken to be of the caller's country. */
  country: string | null;
  recordUrl(ref: RecordRef): string;
}

export interface Lookup {
  byPhone(phone: PhoneQuery, x: Ctx): Promise<Match[]>;
  byId(ref: RecordRef, x: Ctx): Promise<Match | null>;
}

/** Most records of each object that one search may find; it finds lookalikes too. */
const mostFound = 50;
const answer = z
  .object({ searchRecords: z.array(personRow.and(z.object({ attributes: z.object({ type: z.string() }) }))) })
  .transform(({ searchRecords }) => searchRecords);

export function createLookup(deps: LookupDeps): Lookup {
  const { ask, people } = deps;
  return {
    byPhone: (phone, x) =>
      people.withFields(x, async (fields) => {
        const rows = await ask({ path: searchPath(phoneSearch(phone, fields)), guard: answer }, x);
        return personTypes.flatMap((type) => {
          const ofType = rows.filter(({ attributes }) => attributes.type === objectNames[type]);
          return matchesOf(deps, type, ofType, phone, fields);
        });
      }),
    byId: (ref, x) => findById(deps, ref, x),
  };
}

/**
 * SOSL finds numbers by their digits, however they are written, with country and without. What it finds is too much:
 * the same digits in another country, or at the end of a longer number.
 */
export function phoneSearch({ e164, national }: PhoneQuery, fields: PersonFields): string {
  const forms = [...new Set([national, e164.slice(1)])].map(sought);
  const objects = personTypes.flatMap((type) => {
    const phones = fields[type];
    if (phones === undefined) return [];
    const where = type === 'lead' ? ' WHERE IsConverted = false' : '';
    return [
      `${objectNames[type]}(${selected(type, phones)}${where} ORDER BY LastModifiedDate DESC LIMIT ${mostFound})`,
    ];
  });
  return `FIND {${forms.join(' OR ')}} IN PHONE FIELDS RETURNING ${objects.join(', ')}`;
}

function matchesOf(
  deps: LookupDeps,
  type: PersonType,
  rows: readonly PersonRow[],
  { e164, country }: PhoneQuery,
  fields: PersonFields,
): Match[] {
  const matches = rows.flatMap((row) => {
    const phone = phonesOf(row, fields[type] ?? []).find(
      ({ number }) => e164Of(number, deps.country ?? country) === e164,
    );
    return phone === undefined ? [] : [{ row, matchedOn: phone.label }];
  });
  return matches
    .toSorted((a, b) => Date.parse(b.row.LastModifiedDate) - Date.parse(a.row.LastModifiedDate))
    .map(({ row, matchedOn }) => toMatch(deps, type, row, matchedOn));
}

function toMatch(
  { connection, recordUrl }: LookupDeps,
  type: PersonType,
  row: PersonRow,
  matchedOn: string,
): Match {
  const ref = { type, id: row.Id };
  return {
    connection,
    ...ref,
    name: nameOf(type, row),
    company: companyOf(type, row),
    url: recordUrl(ref),
    ownerId: row.OwnerId ?? null,
    matchedOn,
  };
}

/** A lead that has become a contact is found as that contact: the phone system may know the old id only. */
async function findById(deps: LookupDeps, { type, id }: RecordRef, x: Ctx): Promise<Match | null> {
  const found = personTypeOf(id);
  if (found === null || (type !== '' && type !== found)) return null;
  const row = await deps.people.withFields(x, (fields) =>
    fields[found] === undefined ? Promise.resolve(null) : askPerson(deps.ask, found, id, x),
  );
  if (row === null) return null;
  const become = row.ConvertedContactId ?? '';
  if (row.IsConverted === true && isPersonLink(become)) return findById(deps, { type: '', id: become }, x);
  return toMatch(deps, found, row, 'Record named by the phone system');
}

async function askPerson(ask: Ask, type: PersonType, id: string, x: Ctx): Promise<PersonRow | null> {
  const soql = `SELECT ${selected(type, [])} FROM ${objectNames[type]} WHERE Id = ${quoted(id)}`;
  try {
    const [row] = await ask({ path: queryPath(soql), guard: rowsOf(personRow) }, x);
    return row ?? null;
  } catch (error) {
    // "invalid ID field": it only looked like one.
    const isNoId =
      error instanceof ConnectorError && error.message.startsWith('INVALID_QUERY_FILTER_OPERATOR');
    if (isNoId) return null;
    throw error;
  }
}
