import type { Ctx, PhoneQuery } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { ifAllowed, ifFound } from './account.ts';
import type { Match, MirroredContact, RecordRef } from '../../src/model/contact.ts';
import { parsePhone } from '../../src/model/phone.ts';
import { equals, hasToken, searchBody } from './filters.ts';
import { record, recordPage, type HubspotRecord } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';

const maxMatches = 20;

/** The numbers of a contact, by the labels HubSpot shows. */
const phoneLabels = { phone: 'Phone number', mobilephone: 'Mobile phone number' } as const;
const phoneProperties = ['phone', 'mobilephone'] as const;

/** What is read of a contact. */
export const contactProperties = [
  'firstname',
  'lastname',
  'email',
  'company',
  'hubspot_owner_id',
  'lastmodifieddate',
  ...phoneProperties,
] as const;

const companyProperties = ['name', 'phone', 'hubspot_owner_id'] as const;

export interface ContactReader {
  api: HubspotApi;
  connection: string;
  /** ISO alpha-2 for numbers without `+`; null: the country of the number asked for. */
  country: string | null;
  recordUrl(ref: RecordRef): string;
}

/**
 * HubSpot searches more than was asked for, and keeps numbers as people typed them: what comes is compared in E.164.
 * One request, whatever the ways to write the number.
 */
export async function findByPhone(
  reader: ContactReader,
  { e164, national, country }: PhoneQuery,
  x: Ctx,
): Promise<Match[]> {
  const body = searchBody({
    anyOf: [
      // Digits without the country code, as HubSpot computes them; with it where HubSpot knows no country.
      [equals('hs_searchable_calculated_phone_number', national)],
      [equals('hs_searchable_calculated_mobile_number', national)],
      [hasToken('hs_searchable_calculated_phone_number', `*${national}`)],
      [hasToken('hs_searchable_calculated_mobile_number', `*${national}`)],
      [equals('phone', e164)],
    ],
    properties: contactProperties,
    sort: { propertyName: 'lastmodifieddate', direction: 'DESCENDING' },
    limit: 100,
  });
  const request = { kind: 'read', method: 'POST', path: paths.search('contacts'), body } as const;
  const { results } = await reader.api.ask({ ...request, search: true, urgent: true }, recordPage, x);
  const matches = results.flatMap((contact) => {
    const property = numberIn(contact, e164, reader.country ?? country);
    return property === null ? [] : [asMatch(reader, contact, phoneLabels[property])];
  });
  return matches.slice(0, maxMatches);
}

/**
 * Who is calling. Companies are searched where no contact has the number, or several share it: a second search, and
 * HubSpot allows five in a second.
 */
export async function findCallers(reader: ContactReader, phone: PhoneQuery, x: Ctx): Promise<Match[]> {
  const contacts = await findByPhone(reader, phone, x);
  if (contacts.length === 1) return contacts;
  const companies = findCompanies(reader, phone, x);
  // Where the limit leaves no room for the second search, the people are who is calling.
  const found = await (contacts.length === 0 ? companies : companies.catch(noneWithinLimit));
  return [...contacts, ...found].slice(0, maxMatches);
}

function noneWithinLimit(error: unknown): Match[] {
  if (error instanceof ConnectorError && error.code === 'rate_limited') return [];
  throw error;
}

/** HubSpot computes no digits of a company's number: it is asked for in the ways that people write it. */
async function findCompanies(
  reader: ContactReader,
  { e164, national, country }: PhoneQuery,
  x: Ctx,
): Promise<Match[]> {
  const written = [e164, national, parsePhone(e164, null)?.formatted ?? e164];
  const body = searchBody({
    anyOf: [
      ...[...new Set(written)].map((number) => [equals('phone', number)]),
      [hasToken('phone', `*${national}`)],
    ],
    properties: companyProperties,
    sort: { propertyName: 'hs_lastmodifieddate', direction: 'DESCENDING' },
    limit: 100,
  });
  const request = { kind: 'read', method: 'POST', path: paths.search('companies'), body } as const;
  const asked = reader.api.ask({ ...request, search: true, urgent: true }, recordPage, x);
  const { results } = await ifAllowed(asked, { results: [] });
  return results
    .filter(
      ({ properties }) => parsePhone(properties['phone'] ?? '', reader.country ?? country)?.e164 === e164,
    )
    .map((company) => asCompany(reader, company, phoneLabels.phone));
}

function numberIn({ properties }: HubspotRecord, e164: string, country: string | null) {
  const property = phoneProperties.find((one) => parsePhone(properties[one] ?? '', country)?.e164 === e164);
  return property ?? null;
}

/** Contacts and companies; an id of unknown type is a contact's. */
export async function findById(
  reader: ContactReader,
  { type, id }: RecordRef,
  x: Ctx,
): Promise<Match | null> {
  if (!/^\d{1,20}$/.test(id)) return null;
  if (type === 'company') return findCompany(reader, id, x);
  if (type !== '' && type !== 'contact') return null;
  const path = paths.record('contacts', id);
  const qs = { properties: contactProperties.join(',') };
  const contact = await ifFound(reader.api.ask({ kind: 'read', path, qs, urgent: true }, record, x), null);
  return contact === null ? null : asMatch(reader, contact, namedByPbx);
}

const namedByPbx = 'Record named by the phone system';

async function findCompany(reader: ContactReader, id: string, x: Ctx): Promise<Match | null> {
  const qs = { properties: companyProperties.join(',') };
  const path = paths.record('companies', id);
  const company = await ifFound(reader.api.ask({ kind: 'read', path, qs, urgent: true }, record, x), null);
  return company === null ? null : asCompany(reader, company, namedByPbx);
}

function asCompany(reader: ContactReader, company: HubspotRecord, matchedOn: string): Match {
  const ref = { type: 'company', id: company.id };
  return {
    connection: reader.connection,
    ...ref,
    name: company.properties['name'] ?? `Company ${company.id}`,
    company: null,
    url: reader.recordUrl(ref),
    ownerId: textOf(company, 'hubspot_owner_id'),
    matchedOn,
  };
}

function asMatch(reader: ContactReader, contact: HubspotRecord, matchedOn: string): Match {
  const ref = { type: 'contact', id: contact.id };
  return {
    connection: reader.connection,
    ...ref,
    name: nameOf(contact),
    company: textOf(contact, 'company'),
    url: reader.recordUrl(ref),
    ownerId: textOf(contact, 'hubspot_owner_id'),
    matchedOn,
  };
}

/** @param country ISO alpha-2 for numbers without `+`; null: the connection's default */
export function asMirrored(contact: HubspotRecord, country: string | null): MirroredContact {
  return {
    type: 'contact',
    id: contact.id,
    name: nameOf(contact),
    company: textOf(contact, 'company'),
    ownerId: textOf(contact, 'hubspot_owner_id'),
    phones: phoneProperties.flatMap((property) => {
      const number = textOf(contact, property);
      return number === null ? [] : [{ number, label: phoneLabels[property] }];
    }),
    country,
    changedAt: changedAt(contact),
  };
}

/** Epoch ms; 0 where HubSpot does not say. */
export function changedAt(contact: HubspotRecord): number {
  const at = Date.parse(contact.properties['lastmodifieddate'] ?? '');
  return Number.isNaN(at) ? 0 : at;
}

function nameOf(contact: HubspotRecord): string {
  const full = [textOf(contact, 'firstname'), textOf(contact, 'lastname')].filter((part) => part !== null);
  if (full.length > 0) return full.join(' ');
  return textOf(contact, 'email') ?? textOf(contact, 'company') ?? `Contact ${contact.id}`;
}

function textOf({ properties }: HubspotRecord, property: string): string | null {
  const text = properties[property]?.trim() ?? '';
  return text === '' ? null : text;
}
