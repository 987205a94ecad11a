/** What one webhook says, in the words of DESIGN rather than of any vendor. */

export const callEventTypes = [
  'call_started',
  'queue_entered',
  'queue_left',
  'leg_ringing',
  'leg_dialing',
  'leg_answered',
  'leg_remote_answered',
  'leg_ended',
  'call_ended',
  'spying_started',
  'spying_ended',
  'recording_started',
  'recording_stopped',
  'line_paused',
  'agent_logged_in',
  'agent_logged_out',
  'agent_state',
  'agent_queues_joined',
  'agent_queues_left',
] as const;

export type CallEventType = (typeof callEventTypes)[number];

export type Direction = 'inbound' | 'outbound' | 'internal';
export type CallKind = 'voice' | 'queue' | 'conference' | 'fax';

/** Whose phone: what the PBX calls a person or a device. At least one field is set. */
export interface PbxIdentity {
  userId?: string;
  extension?: string;
  deviceId?: string;
  /** The line's display name, when the PBX sends one. */
  name?: string;
}

/** One side of a call as the PBX words it, before any parsing. */
export interface Party {
  number?: string;
  extension?: string;
  name?: string;
}

/** Durations the PBX measured itself, in milliseconds whatever the wire unit was. */
export interface ReportedDurations {
  totalMs?: number;
  talkMs?: number;
  waitMs?: number;
  progressMs?: number;
}

export interface Spying {
  by: PbxIdentity;
  target: PbxIdentity;
  /** spy (listens), whisper (only the agent hears) or bargein (both hear). */
  kind: string;
}

/** What an agent event says about one phone user. */
export interface PresenceChange {
  user: PbxIdentity;
  /** Named state, as the PBX words it: "pause", or contaqt's activity id. */
  state?: string;
  /** Why the user was paused or logged out. */
  reason?: string;
  pauseId?: string;
  inCalls?: boolean;
  deviceName?: string;
  queues?: readonly string[];
}

/**
 * One normalised event, the same shape for every dialect.
 *
 * `order` is the PBX's own order within the call (linuxbox `cel_id`, contaqt `ts` in ms); `at` the PBX's own
 * time (epoch ms). Both are absent when the PBX does not say. `identity` names the event within its call: two events of
 * one call with the same identity are one event. Without it only byte-identical repeats within 2 s are duplicates.
 */
export interface CallEvent {
  type: CallEventType;
  /** The event's name on the wire: `start_int_dial`, `call:ring`. */
  name: string;
  /** The PBX's call id. Absent on agent events. */
  callId?: string;
  identity?: string;
  order?: number;
  at?: number;
  /**
   * The leg the event speaks of. `id` is the PBX's leg id (contaqt `id`) and absent where legs are known only
   * by their line (linuxbox).
   */
  leg?: { id?: string; party: PbxIdentity | null };
  direction?: Direction;
  kind?: CallKind;
  caller?: Party;
  dialed?: Party;
  /** ISO 3166-1 alpha-2, the country numbers of this event are to be read in. */
  country?: string;
  queue?: string;
  customCallId?: string;
  lead?: { id?: string; name?: string };
  campaign?: string;
  dialer?: string;
  script?: string;
  conference?: string;
  tags?: readonly string[];
  durations?: ReportedDurations;
  hangupCause?: string;
  spying?: Spying;
  presence?: PresenceChange;
  /** Made by Ringside because the PBX never said that the call ended. */
  synthesised?: boolean;
  /** Fields with no better place, under their wire names: `site_id`, `canceled`, and whatever is unknown. */
  extra?: Readonly<Record<string, string>>;
}

/** One fault of a malformed event: which field, and what to do about it. */
export interface Fault {
  field: string;
  message: string;
}
