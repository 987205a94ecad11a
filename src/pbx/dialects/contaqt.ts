import type { CallEvent, PbxIdentity, PresenceChange } from '../../model/event.ts';
import type { Dialect } from '../dialect.ts';
import { readCall } from './contaqt/call.ts';
import { readTime } from './contaqt/time.ts';
import { put, type FieldReader } from './fields.ts';
import { parseWith, type Shape, type Vocabulary } from './shape.ts';

const vocabulary: Vocabulary = {
  shapes: new Map<string, Shape>([
    ['call:start', { type: 'call_started', read: readCall }],
    ['call:ring', { type: 'leg_ringing', read: readCall }],
    ['call:answer', { type: 'leg_answered', read: readCall }],
    // Each leg ends by itself; which of them ends the call is for the fold to say.
    ['call:end', { type: 'leg_ended', read: readCall }],
    ['agent:checkin', { type: 'agent_logged_in', read: readDevice }],
    ['agent:checkout', { type: 'agent_logged_out', read: readAgent }],
    ['agent:status', { type: 'agent_state', read: readStatus }],
    ['queue:join', { type: 'agent_queues_joined', read: readQueues }],
    ['queue:leave', { type: 'agent_queues_left', read: readQueues }],
  ]),
  nameFields: ['event', 'event_name', 'event_type', 'name', 'action', 'type'],
  ambiguous: ['type'],
};

/** Rules: contaqt events document, version 1.3. How events are posted it does not say: we take every usual way. */
export const contaqt: Dialect = {
  name: 'contaqt',
  title: 'contaqt',
  document: 'contaqt API documentation: Events, version 1.3',
  setup: [
    'In contaqt, open the configuration of the account.',
    'Paste the address shown here into "Event Push Notifications URL" and save. Queue and call events start at once.',
    'Make a test call. Its events appear in the journal within a second.',
  ],
  parse: (wire) => parseWith(vocabulary, wire),
};

function readAgent(event: CallEvent, fields: FieldReader): PresenceChange {
  const user: PbxIdentity = {};
  put(
    user,
    'userId',
    fields.required('user_id', 'without it we cannot tell whose state changed; add user_id'),
  );
  put(user, 'deviceId', fields.id('device_id'));
  put(event, 'at', readTime(fields));
  event.presence = { user };
  return event.presence;
}

function readDevice(event: CallEvent, fields: FieldReader): void {
  put(readAgent(event, fields), 'deviceName', fields.text('device_name'));
}

const yesOrNo = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

function readStatus(event: CallEvent, fields: FieldReader): void {
  const presence = readAgent(event, fields);
  put(presence, 'state', fields.id('activity_id'));
  put(presence, 'pauseId', fields.id('pause_id'));
  const inCalls = yesOrNo.get(fields.peek('in_calls')?.toLowerCase() ?? '');
  if (inCalls === undefined) return;
  fields.id('in_calls');
  presence.inCalls = inCalls;
}

function readQueues(event: CallEvent, fields: FieldReader): void {
  put(readAgent(event, fields), 'queues', fields.list('queues'));
}
