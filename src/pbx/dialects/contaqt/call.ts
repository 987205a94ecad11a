import type { CallEvent, CallKind, Direction, PbxIdentity } from '../../../model/event.ts';
import { readHangupCause } from './hangup-cause.ts';
import { readDurations, readTime } from './time.ts';
import { filled, put, type FieldReader } from '../fields.ts';

/** Reads the fields that all four call events share. */
export function readCall(event: CallEvent, fields: FieldReader): void {
  const id = fields.required('id', "each leg of a call has an id of its own; add the leg's id");
  put(event, 'callId', fields.required('call_id', "all legs of a call share it; add the first leg's id"));
  const at = readTime(fields);
  readType(event, fields);
  readNumbers(event, fields);
  event.leg = { party: readAgentSide(event, fields) ?? null };
  put(event.leg, 'id', id);
  if (at !== undefined) {
    event.at = at;
    event.order = at;
    event.identity = `${event.name}:${id ?? ''}:${at}`;
  }
  readContext(event, fields);
  put(event, 'durations', readDurations(fields));
}

interface CallType {
  /** Absent where the parties tell. */
  direction?: Direction;
  kind: CallKind;
}

const callTypes = new Map<string, CallType>([
  ['inbound', { direction: 'inbound', kind: 'voice' }],
  ['outbound', { direction: 'outbound', kind: 'voice' }],
  ['internal', { direction: 'internal', kind: 'voice' }],
  ['queue', { direction: 'inbound', kind: 'queue' }],
  ['fax', { kind: 'fax' }],
  ['conf', { kind: 'conference' }],
]);

function readType(event: CallEvent, fields: FieldReader): void {
  const type = callTypes.get(fields.text('type')?.toLowerCase() ?? '');
  if (type === undefined) {
    fields.keep('type');
    return;
  }
  event.kind = type.kind;
  // The document gives fax and conf no direction: only one that a user of ours alone takes part in goes out.
  const isOurs = fields.peek('src_user_id') !== undefined && fields.peek('dst_user_id') === undefined;
  event.direction = type.direction ?? (isOurs ? 'outbound' : 'inbound');
}

function readNumbers(event: CallEvent, fields: FieldReader): void {
  const caller: NonNullable<CallEvent['caller']> = {};
  put(caller, 'number', fields.id('cid_num'));
  put(caller, 'name', fields.text('cid_name'));
  put(event, 'caller', filled(caller));
  const number = fields.id('dst_num');
  if (number !== undefined) event.dialed = { number };
  if (/^[a-z]{2}$/i.test(fields.peek('a2') ?? '')) put(event, 'country', fields.id('a2')?.toUpperCase());
}

/** Whose phone the leg is; the other side's ids stay unread, for `extra`. */
function readAgentSide(event: CallEvent, fields: FieldReader): PbxIdentity | undefined {
  const dialed = (): PbxIdentity | undefined =>
    readSide(fields, 'dst_user_id', 'dst_device_id', event.dialed?.number);
  const calling = (): PbxIdentity | undefined =>
    readSide(fields, 'src_user_id', 'src_device_id', event.caller?.number);
  if (event.direction === 'inbound') return dialed();
  // A dialer's call goes out, yet its agent's leg is the one dialled; a number dialled is the customer's.
  if (event.direction === 'outbound')
    return calling() ?? readSide(fields, 'dst_user_id', 'dst_device_id', undefined);
  return dialed() ?? calling();
}

function readSide(
  fields: FieldReader,
  userField: string,
  deviceField: string,
  number: string | undefined,
): PbxIdentity | undefined {
  const side: PbxIdentity = {};
  put(side, 'userId', fields.id(userField));
  put(side, 'deviceId', fields.id(deviceField));
  // Up to six digits is one of our own lines.
  if (number !== undefined && /^\d{1,6}$/.test(number)) side.extension = number;
  return filled(side);
}

function readContext(event: CallEvent, fields: FieldReader): void {
  const lead: NonNullable<CallEvent['lead']> = {};
  put(lead, 'id', fields.id('lead_id'));
  put(lead, 'name', fields.text('lead_name'));
  put(event, 'lead', filled(lead));
  put(event, 'queue', fields.id('queue_id'));
  put(event, 'campaign', fields.id('campaign_id'));
  put(event, 'dialer', fields.id('dialer_id'));
  put(event, 'conference', fields.id('conference_id'));
  put(event, 'script', fields.text('call_script'));
  put(event, 'tags', fields.list('tags'));
  put(event, 'hangupCause', readHangupCause(fields));
}
