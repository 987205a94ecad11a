import { z } from 'zod';
import { activityStatuses } from '../model/activity.ts';

/** What the API says of calls. The pages and the OpenAPI document are made from these same schemas. */

const instant = z.iso.datetime().describe('ISO 8601 UTC');
const ms = z.number().int().nonnegative().describe('milliseconds');

export const matchShape = z.object({
  connection: z.string(),
  type: z.string().describe('contact, lead, account, … as the connector names it'),
  id: z.string(),
  name: z.string(),
  company: z.string().nullable(),
  url: z.string(),
  ownerId: z.string().nullable(),
  matchedOn: z.string().describe('the field whose number matched'),
});

export const legShape = z.object({
  agent: z.string().nullable().describe('e-mail address; null: the phone user maps to nobody'),
  agentName: z.string().nullable(),
  identity: z.string().nullable().describe('user id at the PBX'),
  extension: z.string().nullable(),
  device: z.string().nullable(),
  state: z.enum(['ringing', 'answered', 'ended']),
  ringingAt: instant.nullable(),
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  ringMs: ms,
  talkMs: ms,
  hangupCause: z.string().nullable(),
});

export const customerShape = z.object({
  number: z.string().nullable().describe('as the PBX sent it'),
  e164: z.string().nullable(),
  formatted: z.string().nullable().describe('as people of that country write it'),
  name: z.string().nullable(),
  country: z.string().nullable(),
  withheld: z.boolean(),
});

export const callShape = z.object({
  id: z.string(),
  source: z.string(),
  pbxCallId: z.string(),
  customCallId: z.string().nullable(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  kind: z.enum(['voice', 'queue', 'conference', 'fax']),
  state: z.enum(['started', 'queued', 'ringing', 'answered', 'ended']),
  outcome: z
    .enum(['answered', 'missed', 'abandoned', 'busy', 'rejected', 'failed', 'no_answer'])
    .nullable()
    .describe('null until the call ended'),
  customer: customerShape,
  dialed: z.string().nullable(),
  dialedFormatted: z.string().nullable().describe('as people of that country write it'),
  queue: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  settledAt: instant.nullable(),
  endSynthesised: z.boolean().describe('the PBX never said that the call ended'),
  waitMs: ms,
  ringMs: ms,
  talkMs: ms,
  totalMs: ms,
  legs: z.array(legShape),
  lead: z.object({ id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  campaign: z.string().nullable(),
  dialer: z.string().nullable(),
  script: z.string().nullable(),
  conference: z.string().nullable(),
  tags: z.array(z.string()),
  recorded: z.boolean(),
  recordings: z.array(
    z.object({ startedAt: instant, stoppedAt: instant.nullable(), url: z.string().nullable() }),
  ),
  hangupCause: z.string().nullable(),
  matches: z.array(matchShape),
  lookup: z.enum(['pending', 'done', 'failed', 'partial']),
  sequence: z.number().int(),
  extra: z.record(z.string(), z.unknown()),
});

export const activityShape = z.object({
  id: z.string(),
  key: z.string(),
  connection: z.string(),
  agent: z.string().nullable(),
  status: z.enum(activityStatuses),
  reason: z.string().nullable(),
  recordId: z.string().nullable(),
  recordUrl: z.string().nullable(),
  talkMs: ms,
  attempts: z.array(z.object({ at: instant, code: z.string(), message: z.string() })),
});

export const timelineEntryShape = z.object({
  at: instant,
  event: z.string().describe('the name on the wire, or what Ringside itself did'),
  status: z.enum(['accepted', 'duplicate', 'rejected', 'unrecognised', 'ringside']),
  summary: z.string(),
  fields: z.record(z.string(), z.unknown()).describe('as it was understood'),
  raw: z.string().nullable().describe('what came over the wire, without the key; null: Ringside’s own doing'),
  faults: z.array(z.object({ field: z.string(), message: z.string() })),
});

/** What became of a call in one connection, for somebody who asks why. */
export const explanationShape = z.object({
  connection: z.string(),
  agent: z.string().nullable().describe('name'),
  status: z.enum([...activityStatuses, 'none']).describe('none: nothing is planned for this connection'),
  sentence: z.string(),
  advice: z.string().nullable().describe('what to do about it; null: nothing needs doing'),
  activityId: z.string().nullable(),
  canRetry: z.boolean(),
});

export const callNoteShape = z.object({
  agent: z.string().nullable().describe('e-mail address; null: an admin, of a call that is no agent’s'),
  agentName: z.string().nullable(),
  note: z.string().nullable(),
  disposition: z.string().nullable(),
});

export const chosenShape = z.object({ connection: z.string(), type: z.string(), id: z.string() });

export const callDetailShape = callShape.extend({
  timeline: z.array(timelineEntryShape),
  activities: z.array(activityShape),
  explanations: z.array(explanationShape),
  notes: z.array(callNoteShape),
  chosen: z.array(chosenShape).describe('the matches that people chose, at most one of each connection'),
});

/** The `call` event of an agent's stream: the call as far as this agent may see it. */
export const popShape = callShape.extend({
  popState: z.enum(['ringing', 'answered', 'answered_elsewhere', 'missed', 'ended']),
  answeredBy: z.string().nullable().describe('name of the agent who answered'),
  chosen: chosenShape.nullable().describe('the match this number belongs to, as an agent once chose'),
  note: z.string().nullable().describe('the own one'),
  disposition: z.string().nullable(),
});

export const presenceShape = z.object({
  state: z.enum(['available', 'paused', 'offline', 'unknown']),
  /** The PBX's own word for it. */
  detail: z.string().nullable(),
  /** A sentence for the agent when the system paused them. */
  notice: z.string().nullable(),
  queues: z.array(z.string()),
  since: instant.nullable(),
});

/** The first event of a stream. */
export const snapshotShape = z.object({
  agent: z.object({ name: z.string(), email: z.string() }),
  calls: z.array(popShape),
  presence: presenceShape,
  serverTime: instant,
  delayed: z
    .boolean()
    .describe('several processes that cannot reach one another: calls may show up to two seconds late'),
});

export const callFiltersShape = z.object({
  sources: z.array(z.string()).describe('names of the phone systems there are'),
  agents: z.array(z.object({ name: z.string(), email: z.string() })),
});

export type ApiCall = z.infer<typeof callShape>;
export type ApiCallDetail = z.infer<typeof callDetailShape>;
export type ApiActivity = z.infer<typeof activityShape>;
export type Explanation = z.infer<typeof explanationShape>;
export type TimelineEntry = z.infer<typeof timelineEntryShape>;
export type ApiMatch = z.infer<typeof matchShape>;
export type Pop = z.infer<typeof popShape>;
export type Presence = z.infer<typeof presenceShape>;
export type Snapshot = z.infer<typeof snapshotShape>;
export type CallFilters = z.infer<typeof callFiltersShape>;
