import type { FakeAccount, FakeRecord, ObjectName } from './account.ts';
import type { Problem } from './reply.ts';

export interface PropertyDefinition {
  name: string;
  label: string;
  groupName: string;
  type: string;
  fieldType: string;
  hasUniqueValue: boolean;
  options: { label: string; value: string }[];
  readOnly?: boolean;
}

const text = (
  name: string,
  groupName: string,
  more: Partial<PropertyDefinition> = {},
): PropertyDefinition => ({
  name,
  label: name,
  groupName,
  type: 'string',
  fieldType: 'text',
  hasUniqueValue: false,
  options: [],
  ...more,
});
const choice = (name: string, values: readonly string[]): PropertyDefinition =>
  text(name, 'call', { type: 'enumeration', options: values.map((value) => ({ label: value, value })) });
const number = { type: 'number', fieldType: 'number' };
const readOnly = { readOnly: true };

const callStatuses = [
  'BUSY',
  'CALLING_CRM_USER',
  'CANCELED',
  'COMPLETED',
  'CONNECTING',
  'FAILED',
  'IN_PROGRESS',
  'NO_ANSWER',
  'QUEUED',
  'RINGING',
];

/** What every account has, as far as Ringside is concerned. */
export function standardProperties(): Record<ObjectName, PropertyDefinition[]> {
  const call = (name: string, more: Partial<PropertyDefinition> = {}) => text(name, 'call', more);
  const contact = (name: string, more: Partial<PropertyDefinition> = {}) =>
    text(name, 'contactinformation', more);
  return {
    calls: [
      call('hs_timestamp', { type: 'datetime' }),
      ...['title', 'body', 'from_number', 'to_number', 'recording_url', 'disposition', 'external_id'].map(
        (name) => call(`hs_call_${name}`),
      ),
      call('hs_call_duration', number),
      choice('hs_call_direction', ['INBOUND', 'OUTBOUND']),
      choice('hs_call_status', callStatuses),
      choice('hs_call_source', ['INTEGRATIONS_PLATFORM']),
      call('hubspot_owner_id'),
      call('hs_createdate', { type: 'datetime', ...readOnly }),
      call('hs_object_id', { ...number, ...readOnly }),
    ],
    contacts: [
      ...['firstname', 'lastname', 'email', 'company', 'phone', 'mobilephone'].map((name) => contact(name)),
      contact('hubspot_owner_id'),
      {
        ...choice('lifecyclestage', ['subscriber', 'lead', 'opportunity', 'customer']),
        groupName: 'contactinformation',
      },
      ...['phone', 'mobile'].map((kind) => contact(`hs_searchable_calculated_${kind}_number`, readOnly)),
      contact('lastmodifieddate', { type: 'datetime', ...readOnly }),
      contact('hs_object_id', { ...number, ...readOnly }),
    ],
    companies: [
      text('name', 'companyinformation'),
      text('phone', 'companyinformation'),
      text('hubspot_owner_id', 'companyinformation'),
    ],
  };
}

interface Fault {
  isValid: false;
  message: string;
  error: string;
  name: string;
}

/** Null: HubSpot takes these values. An empty text clears a property. */
export function validate(
  account: FakeAccount,
  object: ObjectName,
  properties: Readonly<Record<string, string>>,
): Problem | null {
  const faults = Object.entries(properties).flatMap(
    ([name, value]) => faultOf(account, object, name, value) ?? [],
  );
  return faults.length === 0 ? null : invalid(faults);
}

function invalid(faults: Fault[]): Problem {
  return {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: `Property values were not valid: ${JSON.stringify(faults)}`,
    errors: faults.map(({ message, error, name }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  };
}

function faultOf(account: FakeAccount, object: ObjectName, name: string, value: string): Fault | null {
  const fault = (error: string, message: string): Fault => ({ isValid: false, message, error, name });
  const definition = account.properties[object].find((one) => one.name === name);
  if (definition === undefined) return fault('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
  if (definition.readOnly === true) return fault('READ_ONLY_VALUE', `${name} is a read only property`);
  if (value === '') return null;
  if (value.length > 65_536) return fault('INVALID_STRING_LENGTH', `${name} was too long`);
  const { type, options } = definition;
  if (options.length > 0 && !options.some((option) => option.value === value)) {
    return fault(
      'INVALID_OPTION',
      `${value} was not one of the allowed options: [${options.map((o) => o.value).join(', ')}]`,
    );
  }
  if (type === 'number' && !Number.isFinite(Number(value)))
    return fault('INVALID_LONG', `${value} was not a valid long.`);
  return special(account, name, value, fault);
}

function special(
  account: FakeAccount,
  name: string,
  value: string,
  fault: (error: string, message: string) => Fault,
): Fault | null {
  if (name === 'hubspot_owner_id' && !account.owners.some(({ id }) => id === value)) {
    return fault('INVALID_OWNER_ID', `Owner ${value} does not exist`);
  }
  if (name === 'hs_call_recording_url' && !value.startsWith('https://')) {
    return fault('INVALID_URL', 'Only HTTPS, secure URLs will be accepted');
  }
  if (name === 'hs_call_disposition' && !account.dispositions.some(({ id }) => id === value)) {
    return fault('INVALID_OPTION', `${value} is no call outcome of this account`);
  }
  return null;
}

export function missingTimestamp(): Problem {
  const message = 'Some required properties were not set: hs_timestamp';
  return invalid([{ isValid: false, message, error: 'REQUIRED_FIELD', name: 'hs_timestamp' }]);
}

/** The record that has this value of a unique property already. */
export function holderOfUnique(
  account: FakeAccount,
  object: ObjectName,
  properties: Readonly<Record<string, string>>,
): { holder: FakeRecord; problem: Problem } | null {
  for (const { name, hasUniqueValue } of account.properties[object]) {
    const value = hasUniqueValue ? (properties[name] ?? '') : '';
    const holder = value === '' ? null : account.holder(object, name, value);
    if (holder === null) continue;
    const coordinates = `PropertyValueCoordinates{portalId=${account.portalId}, propertyName=${name}, value=${value}}`;
    const message = `Cannot set ${coordinates}. ${holder.id} already has that value.`;
    return { holder, problem: { status: 409, category: 'VALIDATION_ERROR', message } };
  }
  return null;
}
