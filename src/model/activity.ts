import type { Direction, CallKind } from './event.ts';
import type { Outcome, RecordingSegment } from './call.ts';
import type { RecordRef } from './contact.ts';

export const activityStatuses = ['waiting', 'sending', 'logged', 'skipped', 'dead'] as const;

/**
 * The record of a finished call for one connection and one agent, in no CRM's words.
 * Times are epoch ms, durations ms. `key` is the idempotency key: the same key is the same record in the CRM.
 */
export interface CallActivity {
  key: string;
  callId: string;
  pbxCallId: string;
  customCallId: string | null;
  source: string;
  direction: Direction;
  kind: CallKind;
  outcome: Outcome;
  subject: string;
  /** The text that the connection's template made for the record; null: the connector lists what it knows. */
  body: string | null;
  /** Number the customer is reached by: E.164 when it parses, else as sent; null when withheld. */
  customerNumber: string | null;
  customerName: string | null;
  dialed: string | null;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number;
  endSynthesised: boolean;
  waitMs: number;
  ringMs: number;
  /** This agent's talking time. */
  talkMs: number;
  totalMs: number;
  queue: string | null;
  /** Null: nobody answered, or the phone user maps to no agent. */
  agent: { id: string; name: string; email: string } | null;
  /** CRM user id that is to own the record; null: the CRM's default. */
  ownerId: string | null;
  /** The record the call belongs to; null: log it without a link. */
  link: RecordRef | null;
  lead: { id: string | null; name: string | null } | null;
  campaign: string | null;
  dialer: string | null;
  script: string | null;
  conference: string | null;
  tags: readonly string[];
  recorded: boolean;
  recordings: readonly RecordingSegment[];
  hangupCause: string | null;
  note: string | null;
  disposition: string | null;
  /** Everything else the PBX said, under its own names. */
  extra: Readonly<Record<string, string>>;
}

/**
 * What changed after the call was logged; absent fields stay. Where a template made the text, `body` is there with every
 * change, and `bodyBefore` is the text that the record was given before: for finding it among what people wrote since.
 */
export type CallActivityChange = Partial<Omit<CallActivity, 'key'>> & { bodyBefore?: string | null };
