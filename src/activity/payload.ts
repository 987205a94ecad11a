import { z } from 'zod';
import type { CallActivity, CallActivityChange } from '../model/activity.ts';
import type { Wanted } from './link.ts';

const text = z.string().nullable();

const activity = z.object({
  key: z.string(),
  callId: z.string(),
  pbxCallId: z.string(),
  customCallId: text,
  source: z.string(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  kind: z.enum(['voice', 'queue', 'conference', 'fax']),
  outcome: z.enum(['answered', 'missed', 'abandoned', 'busy', 'rejected', 'failed', 'no_answer']),
  subject: z.string(),
  body: text,
  customerNumber: text,
  customerName: text,
  dialed: text,
  startedAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number(),
  endSynthesised: z.boolean(),
  waitMs: z.number(),
  ringMs: z.number(),
  talkMs: z.number(),
  totalMs: z.number(),
  queue: text,
  agent: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  ownerId: text,
  link: z.object({ type: z.string(), id: z.string() }).nullable(),
  lead: z.object({ id: text, name: text }).nullable(),
  campaign: text,
  dialer: text,
  script: text,
  conference: text,
  tags: z.array(z.string()),
  recorded: z.boolean(),
  recordings: z.array(
    z.object({ startedAt: z.number(), stoppedAt: z.number().nullable(), url: z.string().nullable() }),
  ),
  hangupCause: text,
  note: text,
  disposition: text,
  extra: z.record(z.string(), z.string()),
});

/**
 * `CallActivity` as it lies in the database. A field added later has its default here, for rows that were written
 * before it.
 */
const stored = activity.extend({ body: text.default(null) });

const wanted: z.ZodType<Wanted> = z.object({
  leadId: text,
  person: z
    .object({
      type: z.enum(['contact', 'lead']),
      name: z.string(),
      company: text,
      phone: z.string(),
      email: text,
      ownerId: text,
    })
    .nullable(),
});

const change = activity.omit({ key: true }).partial();

/** Equal activities give equal text, whatever order their fields were built in: the outbox compares the text. */
export function encodeActivity(value: CallActivity): string {
  return JSON.stringify(value, sortedKeys);
}

/** @throws ZodError when the text was not written by `encodeActivity`. */
export function decodeActivity(json: string): CallActivity {
  return stored.parse(JSON.parse(json));
}

/** @throws ZodError when the text is no `Wanted` in JSON. */
export function decodeWanted(json: string): Wanted {
  return wanted.parse(JSON.parse(json));
}

/** The fields of `to` that differ from `from`; empty when nothing does. */
export function changeBetween(from: CallActivity, to: CallActivity): CallActivityChange {
  const before = new Map(Object.entries(from).map(([field, value]) => [field, canonical(value)]));
  const changed = Object.entries(to).filter(([field, value]) => before.get(field) !== canonical(value));
  return withBody(from, to, change.parse(Object.fromEntries(changed)));
}

/** All of `to`, for a record of which nobody knows what it has: `from` or something later. */
export function wholeChange(from: CallActivity, to: CallActivity): CallActivityChange {
  const { key: _, ...all } = to;
  return withBody(from, to, all);
}

/** Where a template makes the text, the change says so: what else changed is then not for the text. */
function withBody(from: CallActivity, to: CallActivity, changed: CallActivityChange): CallActivityChange {
  const isPlain = from.body === null && to.body === null;
  if (isPlain || Object.keys(changed).length === 0) return changed;
  return { ...changed, body: to.body, bodyBefore: from.body };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
