import { parsePhone } from '../../../src/model/phone.ts';
import { standardProperties, type PropertyDefinition } from './properties.ts';

export const objectNames = ['contacts', 'companies', 'calls'] as const;
export type ObjectName = (typeof objectNames)[number];
export type LinkedObject = Exclude<ObjectName, 'calls'>;

export interface FakeRecord {
  id: string;
  properties: Record<string, string>;
  /** Epoch ms. */
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
  /** From when on searches see it. */
  indexedAt: number;
  links: { object: LinkedObject; id: string }[];
}

export interface FakeAccountOptions {
  portalId?: string;
  /** The list of this account; HubSpot's defaults without one. */
  dispositions?: readonly { id: string; label: string }[];
  /** Credentials may create properties. */
  mayCreateProperties?: boolean;
  /** Calls may have properties with unique values. */
  mayHaveUnique?: boolean;
  /** `hs_call_external_id` is there. */
  hasExternalId?: boolean;
  /** How long searches do not see what was written through the API. */
  searchLagMs?: number;
  linkTypes?: Partial<Record<LinkedObject, number>>;
  /** ISO alpha-2, for numbers written without `+`. */
  country?: string;
  clock?: () => number;
}

const defaultDispositions = [
  { id: '9d9162e7-6cf3-4944-bf63-4dff82258764', label: 'Busy' },
  { id: 'f240bbac-87c9-4f6e-bf70-924b57d47db7', label: 'Connected' },
  { id: 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff', label: 'Left live message' },
  { id: 'b2cf5968-551e-4856-9783-52b3da59a7d0', label: 'Left voicemail' },
  { id: '73a0d17f-1163-4015-bdd5-ec830791da20', label: 'No answer' },
  { id: '17b47fee-58de-441e-a44c-c6300d46f273', label: 'Wrong number' },
];

export interface FakeAccount extends Required<Omit<FakeAccountOptions, 'linkTypes'>> {
  linkTypes: Record<LinkedObject, number>;
  timeZone: string;
  properties: Record<ObjectName, PropertyDefinition[]>;
  owners: {
    id: string;
    userId: number;
    email: string;
    firstName: string;
    lastName: string;
    archived: boolean;
  }[];
  records: Record<ObjectName, Map<string, FakeRecord>>;
  live(object: ObjectName): FakeRecord[];
  find(object: ObjectName, id: string): FakeRecord | null;
  /** `lagMs`: until searches see it. */
  add(object: ObjectName, properties: Readonly<Record<string, string>>, lagMs: number): FakeRecord;
  change(record: FakeRecord, object: ObjectName, properties: Readonly<Record<string, string>>): void;
  archive(object: ObjectName, id: string): void;
  /** Who has this value of a unique property. */
  holder(object: ObjectName, property: string, value: string): FakeRecord | null;
}

/** What a HubSpot account holds. */
export function createFakeAccount(options: FakeAccountOptions = {}): FakeAccount {
  const settings = withDefaults(options);
  const { clock, country } = settings;
  const properties = standardProperties();
  if (!settings.hasExternalId) {
    properties.calls = properties.calls.filter(({ name }) => name !== 'hs_call_external_id');
  }
  const records = { contacts: emptyMap(), companies: emptyMap(), calls: emptyMap() };
  const unique = new Map<string, FakeRecord>();
  let lastId = 1_000;
  let lastChange = 0;
  // Two changes of one millisecond would have no order.
  const changedNow = (): number => (lastChange = Math.max(clock(), lastChange + 1));

  const account: FakeAccount = {
    ...settings,
    timeZone: 'Europe/Prague',
    properties,
    records,
    owners: [
      {
        id: '9001',
        userId: 501,
        email: 'martin@example.com',
        firstName: 'Martin',
        lastName: 'Beran',
        archived: false,
      },
      {
        id: '9002',
        userId: 502,
        email: 'eva@example.com',
        firstName: 'Eva',
        lastName: 'Dvořáková',
        archived: false,
      },
      { id: '9003', userId: 503, email: 'left@example.com', firstName: '', lastName: '', archived: true },
    ],
    live: (object) => [...records[object].values()].filter(({ archivedAt }) => archivedAt === null),
    find(object, id) {
      const record = records[object].get(id);
      return record === undefined || record.archivedAt !== null ? null : record;
    },
    add(object, given, lagMs) {
      const now = changedNow();
      lastId += 1;
      const id = String(lastId);
      const record = {
        id,
        properties: {},
        createdAt: now,
        updatedAt: now,
        archivedAt: null,
        indexedAt: clock() + lagMs,
        links: [],
      };
      records[object].set(id, record);
      account.change(record, object, given);
      return record;
    },
    change(record, object, given) {
      record.updatedAt = changedNow();
      Object.assign(
        record.properties,
        given,
        computed({ ...record.properties, ...given }, record, object, country),
      );
      for (const { name, hasUniqueValue } of properties[object]) {
        const value = hasUniqueValue ? (given[name] ?? '') : '';
        if (value !== '') unique.set(`${object} ${name} ${value}`, record);
      }
    },
    holder(object, property, value) {
      const record = unique.get(`${object} ${property} ${value}`);
      return record === undefined || record.archivedAt !== null ? null : record;
    },
    archive(object, id) {
      const record = records[object].get(id);
      if (record !== undefined) record.archivedAt = changedNow();
    },
  };
  return account;
}

const emptyMap = (): Map<string, FakeRecord> => new Map();

function withDefaults(options: FakeAccountOptions) {
  return {
    portalId: options.portalId ?? '4242',
    dispositions: options.dispositions ?? defaultDispositions,
    mayCreateProperties: options.mayCreateProperties ?? true,
    mayHaveUnique: options.mayHaveUnique ?? true,
    hasExternalId: options.hasExternalId ?? true,
    searchLagMs: options.searchLagMs ?? 0,
    linkTypes: { contacts: 194, companies: 182, ...options.linkTypes },
    country: options.country ?? 'CZ',
    clock: options.clock ?? (() => Date.now()),
  };
}

/** What HubSpot fills in itself. */
function computed(
  given: Record<string, string>,
  { id, createdAt, updatedAt }: FakeRecord,
  object: ObjectName,
  country: string,
): Record<string, string> {
  const changed = new Date(updatedAt).toISOString();
  if (object !== 'contacts') return { hs_object_id: id, hs_createdate: new Date(createdAt).toISOString() };
  const digits = (number = ''): string => parsePhone(number, country)?.national ?? number.replace(/\D/g, '');
  return {
    hs_object_id: id,
    lastmodifieddate: changed,
    hs_searchable_calculated_phone_number: digits(given['phone']),
    hs_searchable_calculated_mobile_number: digits(given['mobilephone']),
  };
}
