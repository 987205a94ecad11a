import type { StandardSchema } from 'jsforce';
import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';
import { outcomeWords } from '../../src/model/call.ts';
import { exchangeText, mergeDescription, renderDescription, type Entry } from './description.ts';
import { asFieldValue, asText, cut, dayIn, type CustomValue } from './fact-text.ts';
import { factNames, facts, type FactName } from './facts.ts';
import type { Fields } from './field-shape.ts';
import { isPersonLink, leadPrefix } from './ids.ts';
import type { CustomFieldName, SalesforceSettings } from './settings.ts';

type Standard = StandardSchema['SObjects']['Task']['Fields'];
type Written =
  | 'TaskSubtype'
  | 'Subject'
  | 'Description'
  | 'Status'
  | 'Priority'
  | 'OwnerId'
  | 'ActivityDate'
  | 'CallType'
  | 'CallDurationInSeconds'
  | 'CallDisposition'
  | 'CallObject'
  | 'WhoId'
  | 'WhatId';

/** Fields of a Task to write: Salesforce's own as jsforce knows them, and the org's. */
export type TaskFields = Partial<Pick<Standard, Written>> & Partial<Record<CustomFieldName, CustomValue>>;

/** What a mapping needs to know besides the call. */
export interface TaskContext {
  settings: Pick<SalesforceSettings, 'status' | 'priority' | 'subjectPrefix' | 'fields'>;
  /** Task's own, as describe tells them. */
  fields: Fields;
  /** Of the owner, or of the org where the owner's is not known; IANA. */
  timeZone: string;
  /** The user Ringside acts as: owns what nobody owns. */
  userId: string;
}

/** Object Reference, "Task". Longer texts are refused with STRING_TOO_LONG. */
const longest = { subject: 255, disposition: 255, callObject: 255, description: 32_000 };

const callTypes = { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal' };

/** A call as a new Task. Status, Priority and OwnerId are always sent: an org's own defaults may refuse them. */
export function toTask(call: CallActivity, context: TaskContext): TaskFields {
  const { settings, fields, timeZone, userId } = context;
  return {
    TaskSubtype: 'Call',
    Status: settings.status,
    Priority: settings.priority,
    OwnerId: call.ownerId ?? userId,
    CallObject: cut(call.key, longest.callObject),
    CallDisposition: cut(call.disposition ?? outcomeWords[call.outcome], longest.disposition),
    ...plainFields(call, settings.subjectPrefix, timeZone),
    ...(call.link === null ? {} : linkFields(call.link)),
    ...mappedFields(call, context, 'createable'),
    Description: cut(
      call.body ?? renderDescription(entriesOf(call, settings, fields, timeZone)),
      longest.description,
    ),
  };
}

/** The Task as it is now, as far as a change depends on it. */
export interface CurrentTask {
  Description: string | null;
  CallDisposition: string | null;
  OwnerId: string;
  WhatId: string | null;
}

/** True when only `toTaskChange` with the Task of now can tell what to write. */
export function dependsOnCurrent(
  change: CallActivityChange,
  { settings, fields, timeZone }: TaskContext,
): boolean {
  const { outcome, startedAt, link } = change;
  return (
    outcome !== undefined ||
    startedAt !== undefined ||
    link !== undefined ||
    changesBody(change) ||
    entriesOf(change, settings, fields, timeZone).length > 0
  );
}

function changesBody({ body, bodyBefore }: CallActivityChange): boolean {
  return body !== undefined && body !== bodyBefore;
}

/** What changes of a Task. Fields that people fill in stay as they are. */
export function toTaskChange(
  change: CallActivityChange,
  current: CurrentTask | null,
  context: TaskContext,
): TaskFields {
  const { settings, fields, timeZone } = context;
  const entries = entriesOf(change, settings, fields, timeZone);
  const written = current?.Description ?? '';
  const description = mergeDescription(
    changesBody(change) ? exchangeText(written, change.bodyBefore ?? null, change.body ?? '') : written,
    entries,
    factNames.map((name) => facts[name].label),
  );
  return {
    ...plainFields(change, settings.subjectPrefix, timeZone),
    ...(typeof change.ownerId === 'string' ? { OwnerId: change.ownerId } : {}),
    ...dispositionChange(change, current),
    ...linkChange(change, current),
    ...mappedFields(change, context, 'updateable'),
    ...(entries.length > 0 || changesBody(change)
      ? { Description: cut(description, longest.description) }
      : {}),
  };
}

/** Those that are the same in a new Task and in a change. */
function plainFields(call: CallActivityChange, prefix: string, timeZone: string): TaskFields {
  const { subject, direction, talkMs, startedAt } = call;
  return {
    ...(subject === undefined ? {} : { Subject: cut(prefix + subject, longest.subject) }),
    ...(direction === undefined ? {} : { CallType: callTypes[direction] }),
    ...(talkMs === undefined ? {} : { CallDurationInSeconds: Math.round(talkMs / 1_000) }),
    ...(startedAt === undefined ? {} : { ActivityDate: dayIn(startedAt, timeZone) }),
  };
}

/** A disposition that an agent chose outlives a late answer; a word of ours does not. */
function dispositionChange(
  { disposition, outcome }: CallActivityChange,
  current: CurrentTask | null,
): TaskFields {
  if (typeof disposition === 'string') return { CallDisposition: cut(disposition, longest.disposition) };
  const shown = current?.CallDisposition ?? '';
  const isOurs = shown === '' || Object.values(outcomeWords).includes(shown);
  return outcome !== undefined && isOurs ? { CallDisposition: outcomeWords[outcome] } : {};
}

/** Contacts and leads are Who, all else is What; a Task with a lead takes no What (Object Reference, "Task"). */
function linkFields({ id }: { id: string }): TaskFields {
  return isPersonLink(id) ? { WhoId: id } : { WhatId: id };
}

function linkChange({ link }: CallActivityChange, current: CurrentTask | null): TaskFields {
  if (link === undefined) return {};
  // An opportunity that a person related the call to is theirs.
  const ourWhat = current?.WhatId?.startsWith('001') === true ? { WhatId: null } : {};
  if (link === null) return { WhoId: null, ...ourWhat };
  if (!isPersonLink(link.id)) return { WhoId: null, WhatId: link.id };
  return { ...(link.id.startsWith(leadPrefix) ? { WhatId: null } : ourWhat), WhoId: link.id };
}

type Mapped = [name: FactName, field: CustomFieldName];

/** Fields that the org does not have, or Ringside's user may not write, would make it refuse the whole Task. */
function mapped(
  { fields: map }: Pick<SalesforceSettings, 'fields'>,
  fields: Fields,
  may: 'createable' | 'updateable',
): Mapped[] {
  return factNames.flatMap((name): Mapped[] => {
    const field = map[name];
    return field !== undefined && fields.get(field)?.[may] === true ? [[name, field]] : [];
  });
}

function mappedFields(
  call: CallActivityChange,
  { settings, fields, timeZone }: TaskContext,
  may: 'createable' | 'updateable',
): TaskFields {
  const values = mapped(settings, fields, may).flatMap(([name, field]) => {
    const value = facts[name].of(call);
    const shape = fields.get(field);
    return value === undefined || shape === undefined
      ? []
      : [[field, asFieldValue(value, shape, timeZone)] as const];
  });
  return Object.fromEntries(values);
}

/** What no field of its own holds is told in the description, unless a template makes that. */
function entriesOf(
  call: CallActivityChange,
  settings: Pick<SalesforceSettings, 'fields'>,
  fields: Fields,
  timeZone: string,
): Entry[] {
  if (typeof call.body === 'string') return [];
  const elsewhere = new Set(mapped(settings, fields, 'createable').map(([name]) => name));
  return factNames.flatMap((name) => {
    const value = elsewhere.has(name) ? undefined : facts[name].of(call);
    return value === undefined
      ? []
      : [{ label: facts[name].label, text: asText(value, timeZone, facts[name].separator) }];
  });
}
