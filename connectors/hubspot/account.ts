import type { Ctx } from '../../src/crm/contract.ts';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import { accountDetails, dispositionList, labelList, propertyList, type Disposition } from './guards.ts';
import { paths, type ObjectName } from './paths.ts';
import type { HubspotApi } from './request.ts';
import { mappedFields, type HubspotSettings, type MappedField } from './settings.ts';

/** How long what was read of an account is taken to be true; an admin's change shows after that, or by a check. */
const freshMs = 3_600_000;
/** How long an answer is kept while others of the same reading are missing. */
const unfinishedMs = 60_000;

/** HubSpot's own property for a call's id in the phone system: it exists in every account, and is searchable. */
export const externalIdProperty = 'hs_call_external_id';

/** Where a call carries its key. `unique`: HubSpot refuses a second call with it. Null: only the body is left. */
export type KeyPlace = { property: string; unique: boolean } | null;

/** What the account is like, as far as logging depends on it. */
export interface Account {
  portalId: string;
  name: string | null;
  /** IANA. */
  timeZone: string | null;
  key: KeyPlace;
  /** The properties that exist, of those the settings name. */
  mapped: Partial<Record<MappedField, string>>;
  /** Where new call properties belong. */
  propertyGroup: string;
  dispositions: readonly Disposition[];
  /** Association type ids of a call's links. */
  linkTypes: Readonly<Record<LinkObject, number>>;
}

export type LinkObject = Exclude<ObjectName, 'calls'>;

/** The ids of published examples, for credentials that may not read the labels. */
const publishedLinkTypes: Readonly<Record<LinkObject, number>> = { contacts: 194, companies: 182 };

export interface AccountReader {
  /** From memory when it was read within the hour. */
  get(x: Ctx): Promise<Account>;
  /** Asks HubSpot again. */
  read(x: Ctx): Promise<Account>;
  /** What is known without asking; null: nothing yet. */
  known(): Account | null;
  forget(): void;
}

export function createAccountReader(
  api: HubspotApi,
  settings: HubspotSettings,
  clock: () => number,
): AccountReader {
  let last: { account: Account; at: number } | null = null;
  let reading: Promise<Account> | null = null;
  const parts = createParts(api, clock);

  async function readNow(x: Ctx): Promise<Account> {
    const account = await readAccount(parts, settings, x);
    last = { account, at: clock() };
    return account;
  }
  function read(x: Ctx): Promise<Account> {
    reading ??= readNow(x).finally(() => (reading = null));
    return reading;
  }
  return {
    known: () => last?.account ?? null,
    forget: () => (last = null),
    read,
    get: (x) => (last !== null && clock() - last.at < freshMs ? Promise.resolve(last.account) : read(x)),
  };
}

/** Five requests, once an hour and process. */
function createParts(api: HubspotApi, clock: () => number) {
  const read = { kind: 'read' } as const;
  return {
    details: part((x) => api.ask({ ...read, path: paths.account }, accountDetails, x), clock),
    properties: part((x) => api.ask({ ...read, path: paths.properties('calls') }, propertyList, x), clock),
    dispositions: part(
      (x) => ifAllowed(api.ask({ ...read, path: paths.dispositions }, dispositionList, x), []),
      clock,
    ),
    contacts: part((x) => linkType(api, 'contacts', x), clock),
    companies: part((x) => linkType(api, 'companies', x), clock),
  };
}

/** What was answered is kept while other parts are still missing: HubSpot may refuse one of five each time. */
function part<T>(ask: (x: Ctx) => Promise<T>, clock: () => number) {
  let kept: { answer: T; at: number } | null = null;
  return {
    async get(x: Ctx): Promise<T> {
      if (kept !== null && clock() - kept.at < unfinishedMs) return kept.answer;
      const answer = await ask(x);
      kept = { answer, at: clock() };
      return answer;
    },
    forget: () => void (kept = null),
  };
}

async function readAccount(
  parts: ReturnType<typeof createParts>,
  settings: HubspotSettings,
  x: Ctx,
): Promise<Account> {
  const [details, properties, dispositions, contacts, companies] = await Promise.all([
    parts.details.get(x),
    parts.properties.get(x),
    parts.dispositions.get(x),
    parts.contacts.get(x),
    parts.companies.get(x),
  ]);
  for (const { forget } of Object.values(parts)) forget();
  const { portalId, portalName, timeZone } = details;
  return {
    portalId,
    name: portalName ?? null,
    timeZone: timeZone ?? null,
    dispositions,
    linkTypes: { contacts, companies },
    ...placesIn(properties.results, settings),
  };
}

type Properties = (typeof propertyList)['_output']['results'];

/** Which of the properties we would like are there. */
export function placesIn(
  properties: Properties,
  settings: HubspotSettings,
): Pick<Account, 'key' | 'mapped' | 'propertyGroup'> {
  const find = (name: string) => properties.find((one) => one.name === name);
  const own = find(settings.uniqueKeyProperty) ?? find(externalIdProperty);
  const mapped = mappedFields.filter((field) => find(settings.properties[field]) !== undefined);
  return {
    key: own === undefined ? null : { property: own.name, unique: own.hasUniqueValue === true },
    mapped: Object.fromEntries(mapped.map((field) => [field, settings.properties[field]])),
    propertyGroup: find('hs_call_title')?.groupName ?? 'call',
  };
}

/** The type without a label is the plain association. */
async function linkType(api: HubspotApi, to: LinkObject, x: Ctx): Promise<number> {
  const path = paths.associationLabels('calls', to);
  const labels = await ifAllowed(api.ask({ kind: 'read', path }, labelList, x), { results: [] });
  const plain = labels.results.find(
    ({ category, label }) => category === 'HUBSPOT_DEFINED' && (label ?? null) === null,
  );
  return plain?.typeId ?? publishedLinkTypes[to];
}

/** What these credentials may not see, or this account does not have, is done without. */
export function ifAllowed<T>(work: Promise<T>, otherwise: T): Promise<T> {
  return unless(['forbidden', 'not_found', 'rejected'], work, otherwise);
}

export function ifFound<T, None>(work: Promise<T>, otherwise: None): Promise<T | None> {
  return unless(['not_found'], work, otherwise);
}

async function unless<T, None>(
  codes: readonly ConnectorErrorCode[],
  work: Promise<T>,
  otherwise: None,
): Promise<T | None> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConnectorError && codes.includes(error.code)) return otherwise;
    throw error;
  }
}
