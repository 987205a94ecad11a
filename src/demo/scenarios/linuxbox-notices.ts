import { present, type Cast, type CastAgent, type WireStep } from '../cast.ts';

type Fields = Record<string, string | undefined>;

/** A notification of the call itself: these carry an event id. */
export function tell(cast: Cast, afterMs: number, event: string, fields: Fields = {}): WireStep {
  const ids = {
    custom_call_id: customCallId(cast),
    call_id: cast.callId,
    cel_id: String(cast.nextEventId()),
  };
  return { afterMs, event, fields: present({ ...ids, ...fields }) };
}

/** A notification beside the call (recording, wiretapping, a paused line): `call_id` is all it says of it. */
export function mention(cast: Cast, afterMs: number, event: string, fields: Fields = {}): WireStep {
  return { afterMs, event, fields: present({ call_id: cast.callId, ...fields }) };
}

const customCallId = (cast: Cast): string =>
  `W${Number(cast.callId.replace(/\D/g, '').slice(-12)).toString(36)}`;

const customer = (cast: Cast): Fields => ({
  caller_num: cast.customerNumber,
  caller_name: cast.customerName,
  dialed_num: cast.dialed,
});

export const line = (agent: CastAgent): Fields => ({
  line_num: agent.extension,
  line_name: agent.name,
  line_userid: agent.userId,
});

export const incoming = (cast: Cast): WireStep =>
  tell(cast, 0, 'start_call', { caller_type: 'external', ...customer(cast), target_num: cast.dialed });

export const enterQueue = (cast: Cast): WireStep =>
  tell(cast, 300, 'queue_in', {
    caller_num: cast.customerNumber,
    dialed_num: cast.dialed,
    queue_name: cast.queue,
  });

export const leaveQueue = (cast: Cast, afterMs: number): WireStep =>
  tell(cast, afterMs, 'queue_out', { queue_name: cast.queue });

/** `direction=internal` for a call from outside, as in the vendor's own example. */
const reached = (cast: Cast, agent: CastAgent): Fields => ({
  ...customer(cast),
  dialed_exten: agent.extension,
  ...line(agent),
  caller_type: 'external',
  direction: 'internal',
});

export const ring = (cast: Cast, afterMs: number, agent: CastAgent, fields: Fields = {}): WireStep =>
  tell(cast, afterMs, 'start_int_dial', { ...reached(cast, agent), ...fields });

export const answer = (cast: Cast, afterMs: number, agent: CastAgent, fields: Fields = {}): WireStep =>
  tell(cast, afterMs, 'answered_internal', { ...reached(cast, agent), ...fields });

export const hangUp = (cast: Cast, afterMs: number, agent: CastAgent): WireStep =>
  tell(cast, afterMs, 'hangup_internal', { line_num: agent.extension, line_userid: agent.userId });

export const end = (cast: Cast): WireStep => tell(cast, 150, 'call_end');

/** A call from an agent's line to the customer. */
export const calling = (cast: Cast, agent: CastAgent): Fields => ({
  caller_num: cast.dialed,
  caller_exten: agent.extension,
  caller_name: agent.name,
  dialed_num: cast.customerNumber,
  ...line(agent),
  direction: 'outgoing',
});

export const outgoing = (cast: Cast, agent: CastAgent): WireStep[] => [
  tell(cast, 0, 'start_call', {
    caller_type: 'internal',
    caller_num: cast.dialed,
    caller_userid: agent.userId,
    dialed_num: cast.customerNumber,
    target_num: cast.customerNumber,
  }),
  tell(cast, 700, 'start_ext_dial', calling(cast, agent)),
];

/** From the first ring of a simple call to its last second. */
export const talk = (cast: Cast, agent: CastAgent): WireStep[] => [
  incoming(cast),
  ring(cast, 400, agent),
  answer(cast, 5200, agent),
];
