import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import type { Account, LinkObject } from './account.ts';
import { bodyOf } from './body.ts';
import { dispositionId } from './dispositions.ts';
import { mappedFields, type HubspotSettings, type MappedField } from './settings.ts';
import { LinkCategory, type CallInput, type CallLink } from './sdk.ts';

/** HubSpot's object of our record types; null: a call cannot be linked to it. */
export function linkObject(type: string): LinkObject | null {
  if (type === 'contact') return 'contacts';
  return type === 'company' ? 'companies' : null;
}

/**
 * One call as `calls/batch/create` takes it (developers.hubspot.com, CRM API, calls). `objectWriteTraceId` names the
 * item in a 207, since results come in no promised order.
 */
export function toCall(activity: CallActivity, account: Account, settings: HubspotSettings): CallInput {
  const { key } = account;
  const properties = propertiesOf(activity, account, settings);
  return {
    objectWriteTraceId: activity.key,
    properties: {
      ...withoutEmpty(properties),
      ...(key === null ? {} : { [key.property]: activity.key }),
      // The only value that the calls API takes.
      hs_call_source: 'INTEGRATIONS_PLATFORM',
      hs_call_body: bodyOf(activity, key === null ? activity.key : null),
    },
    associations: activity.link === null ? [] : associationsOf(activity.link, account),
  };
}

function associationsOf({ type, id }: RecordRef, { linkTypes }: Account): CallLink[] {
  const object = linkObject(type);
  if (object === null) return [];
  const types = [{ associationCategory: LinkCategory.HubspotDefined, associationTypeId: linkTypes[object] }];
  return [{ to: { id }, types }];
}

type Properties = Record<string, string>;

/** The properties of whatever `change` speaks of; an empty text clears one. */
export function propertiesOf(
  change: CallActivityChange,
  account: Account,
  settings: HubspotSettings,
): Properties {
  return {
    ...whenTold('hs_timestamp', change.startedAt),
    ...whenTold('hs_call_title', change.subject?.slice(0, 255)),
    ...whenTold('hs_call_duration', change.talkMs),
    ...whenTold('hubspot_owner_id', change.ownerId),
    ...numbersOf(change),
    ...outcomeOf(change, account, settings),
    ...recordingOf(change),
    ...mappedOf(change, account),
  };
}

/** Null is told too: there is none. */
function whenTold(property: string, value: string | number | null | undefined): Properties {
  return value === undefined ? {} : { [property]: String(value ?? '') };
}

/** HubSpot knows two directions; a call among ourselves is one that somebody made. */
function numbersOf({ direction, customerNumber, dialed }: CallActivityChange): Properties {
  if (direction === undefined) return {};
  const outward = direction === 'outbound';
  const called = outward ? (customerNumber ?? dialed) : dialed;
  return {
    hs_call_direction: direction === 'inbound' ? 'INBOUND' : 'OUTBOUND',
    hs_call_from_number: outward ? '' : (customerNumber ?? ''),
    hs_call_to_number: called ?? '',
  };
}

const statuses: Record<CallActivity['outcome'], string> = {
  answered: 'COMPLETED',
  missed: 'NO_ANSWER',
  abandoned: 'CANCELED',
  no_answer: 'NO_ANSWER',
  busy: 'BUSY',
  rejected: 'BUSY',
  failed: 'FAILED',
};

function outcomeOf(change: CallActivityChange, account: Account, settings: HubspotSettings): Properties {
  const { outcome } = change;
  const id = dispositionId(change, account.dispositions, settings.dispositions);
  return {
    ...(outcome === undefined ? {} : { hs_call_status: statuses[outcome] }),
    ...whenTold('hs_call_disposition', id),
  };
}

/** "Only HTTPS, secure URLs will be accepted": the others stay in the body. */
function recordingOf({ recordings }: CallActivityChange): Properties {
  if (recordings === undefined) return {};
  const secure = recordings.find(({ url }) => url?.startsWith('https://') === true);
  return { hs_call_recording_url: secure?.url ?? '' };
}

const mappedText: Record<MappedField, (change: CallActivityChange) => string | null | undefined> = {
  leadId: ({ lead }) => lead && lead.id,
  tags: ({ tags }) => tags?.join('; '),
  recorded: ({ recorded }) => recorded?.toString(),
  queue: ({ queue }) => queue,
  campaign: ({ campaign }) => campaign,
};

function mappedOf(change: CallActivityChange, { mapped }: Account): Properties {
  const properties: Properties = {};
  for (const field of mappedFields) {
    const property = mapped[field];
    const text = mappedText[field](change);
    if (property !== undefined && text !== undefined) properties[property] = text ?? '';
  }
  return properties;
}

function withoutEmpty(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));
}
