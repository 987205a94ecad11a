import type { CallKind, Direction, PbxIdentity, Spying } from './event.ts';
import type { ChosenRecord, Match } from './contact.ts';

export type CallState = 'started' | 'queued' | 'ringing' | 'answered' | 'ended';

/**
 * answered: an agent and the customer talked. missed: inbound, a phone rang, nobody answered. abandoned: inbound,
 * over before any phone rang. The rest by hangup cause.
 */
export type Outcome = 'answered' | 'missed' | 'abandoned' | 'busy' | 'rejected' | 'failed' | 'no_answer';

/** As CRMs and templates are told of it. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  answered: 'Answered',
  missed: 'Missed',
  abandoned: 'Abandoned',
  busy: 'Busy',
  rejected: 'Declined',
  failed: 'Failed',
  no_answer: 'No answer',
};

export type LegState = 'ringing' | 'answered' | 'ended';

/** One party's part of a call: one agent's phone. Times are epoch ms. */
export interface Leg {
  /** Stable within the call. */
  key: string;
  party: PbxIdentity;
  agentId: string | null;
  state: LegState;
  ringingAt: number | null;
  /** When this agent and the customer were first connected. */
  answeredAt: number | null;
  endedAt: number | null;
  ringMs: number;
  talkMs: number;
  hangupCause: string | null;
}

/** The person outside: the caller of an inbound call, the dialled party of an outbound one. */
export interface Customer {
  /** As the PBX sent it; null when it sent none. */
  number: string | null;
  /** Null for extensions, withheld callers and what is no number. */
  e164: string | null;
  name: string | null;
  country: string | null;
  withheld: boolean;
  /** An extension of our own: never looked up. */
  internal: boolean;
}

export interface RecordingSegment {
  startedAt: number;
  stoppedAt: number | null;
  url: string | null;
}

export interface SpyingRecord extends Spying {
  startedAt: number;
  endedAt: number | null;
}

/** The whole call, as `fold` derives it from its journal entries. Times are epoch ms, durations ms. */
export interface Call {
  pbxCallId: string;
  customCallId: string | null;
  direction: Direction;
  kind: CallKind;
  state: CallState;
  outcome: Outcome | null;
  customer: Customer;
  dialed: string | null;
  queue: string | null;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number | null;
  endSynthesised: boolean;
  waitMs: number;
  ringMs: number;
  talkMs: number;
  totalMs: number;
  legs: readonly Leg[];
  lead: { id: string | null; name: string | null } | null;
  campaign: string | null;
  dialer: string | null;
  script: string | null;
  conference: string | null;
  tags: readonly string[];
  recorded: boolean;
  recordings: readonly RecordingSegment[];
  hangupCause: string | null;
  spying: readonly SpyingRecord[];
  extra: Readonly<Record<string, string>>;
  /** False while only side events (recording, spying, a paused line) are known of it: such a call is not logged. */
  begun: boolean;
}

export type LookupState = 'pending' | 'done' | 'failed' | 'partial';

/** What the CRM of one connection, by name, has under a `lead_id`; null: no record. */
export interface LeadAnswer {
  connection: string;
  match: Match | null;
}

/** What CRMs said of one `lead_id`. */
export interface NamedRecord {
  id: string;
  /** Names of the connections that answered, one way or the other. */
  answered: readonly string[];
  /** At most one for each connection; the ids may differ from the one asked for. */
  matches: readonly Match[];
}

/** What one agent wrote down about a call. */
export interface CallNote {
  agentId: string;
  note: string | null;
  disposition: string | null;
}

/** A call as it is kept: what was folded, and what we found out ourselves. */
export interface StoredCall extends Call {
  id: string;
  sourceId: string;
  settledAt: number | null;
  lookup: LookupState;
  matches: readonly Match[];
  /** Which of several matches the number belongs to, as agents said: at most one for each connection, the latest first. */
  chosen: readonly ChosenRecord[];
  /** What is known of the record that the PBX's `lead_id` names; null: it named none, or nobody was asked yet. */
  named: NamedRecord | null;
  /** One for each agent who wrote any, the last written last. */
  notes: readonly CallNote[];
  /** Rises with each change of the call. */
  sequence: number;
}
