import type { AccountInfo, Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { ifAllowed, type Account, type AccountReader } from './account.ts';
import { anything, usageList } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';
import { mappedFields, type HubspotSettings, type MappedField } from './settings.ts';
import { PropertyField as FieldType, PropertyType as Type, type NewProperty } from './sdk.ts';

/**
 * Checks the credentials, creates the properties that are missing where that is allowed, and says what was found.
 *
 * @throws ConnectorError `rejected` when the credentials are another account's
 */
export async function checkAccount(
  api: HubspotApi,
  accounts: AccountReader,
  settings: HubspotSettings,
  x: Ctx,
): Promise<AccountInfo> {
  const found = await accounts.read(x);
  assertPortal(found, settings);
  const refusals = settings.createProperties ? await createMissing(api, found, settings, x) : [];
  const account = await accounts.read(x);
  const usage = await ifAllowed(api.ask({ kind: 'read', path: paths.dailyUsage }, usageList, x), {
    results: [],
  });
  const [today] = usage.results;
  return {
    account: account.name ?? `HubSpot account ${account.portalId}`,
    quota: today === undefined ? null : { used: today.currentUsage, limit: today.usageLimit },
    idempotency: account.key?.unique === true ? 'unique_key' : 'find_first',
    notes: [keyNote(account), ...refusals, ...bodyNote(account), ...dispositionNotes(account, settings)],
  };
}

function assertPortal({ portalId }: Account, settings: HubspotSettings): void {
  if (portalId === settings.portalId) return;
  const message = `These credentials belong to the account ${portalId}`;
  throw new ConnectorError('rejected', message, { fields: { portalId: message } });
}

/** What HubSpot would not create, in sentences. */
async function createMissing(
  api: HubspotApi,
  account: Account,
  settings: HubspotSettings,
  x: Ctx,
): Promise<string[]> {
  const missing: NewProperty[] = mappedFields
    .filter((field) => account.mapped[field] === undefined)
    .map((field) => mappedProperty(field, settings.properties[field], account.propertyGroup));
  if (account.key?.property !== settings.uniqueKeyProperty) missing.unshift(keyProperty(account, settings));
  const notes = [];
  for (const property of missing) {
    const refusal = await create(api, property, x);
    if (refusal !== null) notes.push(`The property ${property.name} could not be created: ${refusal}`);
  }
  return notes;
}

/** Null: it is there now. */
async function create(api: HubspotApi, property: NewProperty, x: Ctx): Promise<string | null> {
  try {
    await api.ask(
      { kind: 'write', method: 'POST', path: paths.properties('calls'), body: property },
      anything,
      x,
    );
    return null;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.code === 'conflict') return null;
    if (error.code === 'forbidden' || error.code === 'rejected') return error.message;
    throw error;
  }
}

function keyProperty({ propertyGroup }: Account, { uniqueKeyProperty }: HubspotSettings): NewProperty {
  return {
    name: uniqueKeyProperty,
    label: 'Ringside key',
    description: 'Keeps a call from being logged twice. Written by Ringside.',
    groupName: propertyGroup,
    type: Type.String,
    fieldType: FieldType.Text,
    hasUniqueValue: true,
    formField: false,
  };
}

const labels: Record<MappedField, string> = {
  leadId: 'Lead of the phone system',
  tags: 'Call tags',
  recorded: 'Call recorded',
  queue: 'Call queue',
  campaign: 'Call campaign',
};

function mappedProperty(field: MappedField, name: string, groupName: string): NewProperty {
  const common = { name, label: labels[field], groupName, formField: false };
  if (field !== 'recorded') return { ...common, type: Type.String, fieldType: FieldType.Text };
  const options = [
    { label: 'Yes', value: 'true', displayOrder: 0, hidden: false },
    { label: 'No', value: 'false', displayOrder: 1, hidden: false },
  ];
  return { ...common, type: Type.Bool, fieldType: FieldType.Booleancheckbox, options };
}

function keyNote({ key }: Account): string {
  if (key === null) return 'The key of a call is kept in its body: this account has no property for it.';
  if (key.unique) return `HubSpot itself refuses a second call with the same key (${key.property}).`;
  return `The key of a call is kept in ${key.property}, and looked for before each call is written.`;
}

function bodyNote({ mapped }: Account): string[] {
  const without = mappedFields.filter((field) => mapped[field] === undefined);
  return without.length === 0 ? [] : [`Kept in the body of the call only: ${without.join(', ')}.`];
}

function dispositionNotes({ dispositions }: Account, settings: HubspotSettings): string[] {
  if (dispositions.length === 0) return ['The call outcomes of this account could not be read.'];
  const known = new Set(dispositions.flatMap(({ id, label }) => [id, label.toLowerCase()]));
  return Object.values(settings.dispositions)
    .filter((wanted) => !known.has(wanted) && !known.has(wanted.toLowerCase()))
    .map((wanted) => `This account has no call outcome "${wanted}".`);
}
