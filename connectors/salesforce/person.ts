import { z } from 'zod';
import type { MirroredContact } from '../../src/model/contact.ts';
import { parsePhone } from '../../src/model/phone.ts';
import { objectNames, type PersonType } from './ids.ts';
import type { PhoneField } from './person-fields.ts';

/** A contact, lead or account as SOQL and SOSL give it. Phone fields are read by name. */
export const personRow = z
  .object({
    Id: z.string(),
    Name: z.string().nullish(),
    Company: z.string().nullish(),
    Account: z.object({ Name: z.string().nullish() }).nullish(),
    OwnerId: z.string().nullish(),
    IsConverted: z.boolean().nullish(),
    ConvertedContactId: z.string().nullish(),
    LastModifiedDate: z.string(),
    SystemModstamp: z.string(),
  })
  .and(z.record(z.string(), z.unknown()));
export type PersonRow = z.infer<typeof personRow>;

const extraFields: Readonly<Record<PersonType, readonly string[]>> = {
  contact: ['Account.Name'],
  lead: ['Company', 'IsConverted', 'ConvertedContactId'],
  account: [],
};

/** What to ask of one object. */
export function selected(type: PersonType, phones: readonly PhoneField[]): string {
  const names = ['Id', 'Name', 'OwnerId', 'LastModifiedDate', 'SystemModstamp'];
  return [...names, ...extraFields[type], ...phones.map(({ name }) => name)].join(', ');
}

export function companyOf(type: PersonType, row: PersonRow): string | null {
  return { contact: row.Account?.Name ?? null, lead: row.Company ?? null, account: row.Name ?? null }[type];
}

export function nameOf(type: PersonType, { Name, Id }: PersonRow): string {
  return Name ?? `${objectNames[type]} ${Id}`;
}

/** Numbers as the org holds them, with what their fields are called. */
export function phonesOf(row: PersonRow, phones: readonly PhoneField[]): { number: string; label: string }[] {
  return phones.flatMap(({ name, label }) => {
    const number = row[name];
    return typeof number === 'string' && number.trim() !== '' ? [{ number, label }] : [];
  });
}

/** In pages of people whose locale is American, Salesforce writes so whatever ten digits are typed ("Phone data type"). */
const american = /^\(\d{3}\) \d{3}-\d{4}$/;

/**
 * A number as an org holds it, in E.164; null when it is none.
 *
 * @param country ISO 3166-1 alpha-2 for numbers without `+`
 */
export function e164Of(number: string, country: string | null): string | null {
  const read = parsePhone(number, country) ?? (american.test(number) ? parsePhone(number, 'US') : null);
  return read?.e164 ?? null;
}

/** As the org holds it, unless nobody could read it in the country that the mirror knows for all its contacts. */
function readable(number: string, country: string | null): string {
  return parsePhone(number, country) === null ? (e164Of(number, country) ?? number) : number;
}

/** For the phone index. `country`: ISO 3166-1 alpha-2, for numbers without `+`. */
export function toMirrored(
  type: PersonType,
  row: PersonRow,
  phones: readonly PhoneField[],
  country: string | null,
): MirroredContact {
  return {
    type,
    id: row.Id,
    name: nameOf(type, row),
    company: companyOf(type, row),
    ownerId: row.OwnerId ?? null,
    phones: phonesOf(row, phones).map(({ number, label }) => ({ number: readable(number, country), label })),
    country,
    changedAt: Date.parse(row.LastModifiedDate),
  };
}
