import type { CallEvent, CallEventType, Direction, PbxIdentity } from '../../model/event.ts';
import type { Dialect } from '../dialect.ts';
import { filled, put, type FieldReader } from './fields.ts';
import { parseWith, type Shape, type Vocabulary } from './shape.ts';

const onCall = (type: CallEventType): Shape => ({ type, read: readCall });

/** Events of one line; those that reach an internal line name it by `dialed_exten` where `line_num` is missing. */
const onLine = (type: CallEventType, reached: 'internal' | 'external'): Shape => ({
  type,
  read(event, fields) {
    readCallFields(event, fields);
    readLine(event, fields, reached === 'internal' ? event.dialed?.extension : undefined);
    identify(event, fields);
  },
});

const vocabulary: Vocabulary = {
  shapes: new Map<string, Shape>([
    ['start_call', onCall('call_started')],
    ['queue_in', onCall('queue_entered')],
    ['queue_out', onCall('queue_left')],
    ['start_int_dial', onLine('leg_ringing', 'internal')],
    ['start_ext_dial', onLine('leg_dialing', 'external')],
    ['answered_internal', onLine('leg_answered', 'internal')],
    ['answered_external', onLine('leg_remote_answered', 'external')],
    ['hangup_internal', onLine('leg_ended', 'external')],
    ['call_end', onCall('call_ended')],
    ['call_recording_start', onCall('recording_started')],
    ['call_recording_stop', onCall('recording_stopped')],
    ['call_spy_start', { type: 'spying_started', read: readSpying }],
    ['call_spy_end', { type: 'spying_ended', read: readSpying }],
    ['exten_paused', { type: 'line_paused', read: readPausedLine }],
    ['pbx_agent_login', { type: 'agent_logged_in', read: readAgent }],
    ['pbx_agent_logout', { type: 'agent_logged_out', read: readAgent }],
    ['pbx_agent_set_state', { type: 'agent_state', read: readAgentState }],
  ]),
  nameFields: ['event'],
  ambiguous: [],
};

/** Rules: linuxbox notifications document, 2024-11. */
export const linuxbox: Dialect = {
  name: 'linuxbox',
  title: 'linuxbox',
  document: 'linuxbox notifications, 2024-11-13',
  setup: [
    'In the PBX, open the settings of its HTTP notifications; if you cannot see them, ask your PBX operator.',
    'Set the notification server to the address shown here. The PBX appends the name of each event to it.',
    'Method GET or POST, whichever you like. Turn on every event: calls, queues, agents, recording, wiretapping.',
    'An old PBX that cannot append the name sends it as ?event=…; that works with the same address.',
    'Make a test call. Its events appear in the journal within a second.',
  ],
  parse: (wire) => parseWith(vocabulary, wire),
};

function readCall(event: CallEvent, fields: FieldReader): void {
  readCallFields(event, fields);
  identify(event, fields);
}

function readCallFields(event: CallEvent, fields: FieldReader): void {
  put(
    event,
    'callId',
    fields.required('call_id', 'without it we cannot tell which call this is; add call_id'),
  );
  put(event, 'customCallId', fields.id('custom_call_id'));
  readParties(event, fields);
  readDirection(event, fields);
  const queue = fields.id('queue_name');
  if (queue === undefined) return;
  event.queue = queue;
  event.kind = 'queue';
}

function readParties(event: CallEvent, fields: FieldReader): void {
  const caller: NonNullable<CallEvent['caller']> = {};
  put(caller, 'number', fields.id('caller_num'));
  put(caller, 'extension', fields.id('caller_exten'));
  put(caller, 'name', fields.text('caller_name'));
  put(event, 'caller', filled(caller));

  const dialed: NonNullable<CallEvent['dialed']> = {};
  // target_num is what dialed_num was called before; newer installations send both.
  const target = fields.id('target_num');
  const number = fields.id('dialed_num') ?? target;
  if (target !== number) fields.keep('target_num');
  put(dialed, 'number', number);
  put(dialed, 'extension', fields.id('dialed_exten'));
  put(event, 'dialed', filled(dialed));
}

const byCallerType = new Map<string, Direction>([
  ['external', 'inbound'],
  ['dialer', 'outbound'],
  ['originate', 'outbound'],
]);

const byDirection = new Map<string, Direction>([
  ['incoming', 'inbound'],
  ['outgoing', 'outbound'],
  ['internal', 'internal'],
]);

/**
 * `caller_type` comes before `direction`: the document's own example of a call from outside says `direction=internal`,
 * which there speaks of the line rung. It is kept in `extra`, for it also tells a dialer's call from an agent's.
 */
function readDirection(event: CallEvent, fields: FieldReader): void {
  const said = byDirection.get(fields.text('direction')?.toLowerCase() ?? '');
  put(event, 'direction', byCallerType.get(fields.peek('caller_type')?.toLowerCase() ?? '') ?? said);
  if (said === undefined || said !== event.direction) fields.keep('direction');
}

function readLine(event: CallEvent, fields: FieldReader, dialedExtension: string | undefined): void {
  const party: PbxIdentity = {};
  put(party, 'userId', fields.id('line_userid'));
  put(party, 'extension', fields.id('line_num') ?? dialedExtension);
  put(party, 'name', fields.text('line_name'));
  event.leg = { party: filled(party) ?? null };
}

/**
 * The document's examples use one `cel_id` for different events, and a ring of several lines may share one too: so
 * the event's name and the line belong to the identity.
 */
function identify(event: CallEvent, fields: FieldReader): void {
  const celId = fields.id('cel_id');
  if (celId === undefined) return;
  if (/^\d{1,15}$/.test(celId)) event.order = Number(celId);
  const { extension = '', userId = '' } = event.leg?.party ?? {};
  event.identity = `${event.name}:${celId}:${extension}:${userId}`;
}

function readSpying(event: CallEvent, fields: FieldReader): void {
  readCallFields(event, fields);
  const by = readIdentity(fields, 'spying_userid', 'spying_exten');
  const target = readIdentity(fields, 'spying_target_userid', 'spying_target_exten');
  if (filled(by) === undefined)
    fields.fault('spying_exten', 'is missing: add it or spying_userid, to say who listens');
  event.spying = { by, target, kind: fields.id('spy_type')?.toLowerCase() ?? 'spy' };
  identify(event, fields);
}

function readPausedLine(event: CallEvent, fields: FieldReader): void {
  const user: PbxIdentity = {};
  put(
    user,
    'extension',
    fields.required('exten', 'without it we cannot tell whose line was paused; add exten'),
  );
  put(event, 'callId', fields.id('call_id'));
  event.presence = { user };
  put(event.presence, 'reason', fields.text('reason'));
  identify(event, fields);
}

function readAgent(event: CallEvent, fields: FieldReader): void {
  const user: PbxIdentity = {};
  put(user, 'userId', fields.required('userid', 'without it we cannot tell whose state changed; add userid'));
  put(user, 'extension', fields.id('exten'));
  event.presence = { user };
  put(event.presence, 'reason', fields.text('reason'));
}

function readAgentState(event: CallEvent, fields: FieldReader): void {
  readAgent(event, fields);
  const state = fields.required('state_name', 'add the name of the state that the agent is in now');
  if (event.presence !== undefined) put(event.presence, 'state', state);
}

function readIdentity(fields: FieldReader, userField: string, extensionField: string): PbxIdentity {
  const identity: PbxIdentity = {};
  put(identity, 'userId', fields.id(userField));
  put(identity, 'extension', fields.id(extensionField));
  return identity;
}
