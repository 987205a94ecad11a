import { z } from 'zod';

/** What admins see of the account of calls, and what they do about it. */

const instant = z.iso.datetime().describe('ISO 8601 UTC');
const count = z.number().int().nonnegative();

/** Counts of one stretch of time. */
export const ledgerBucketShape = z.object({
  from: instant,
  logged: count,
  waiting: count,
  dead: count,
  skipped: count,
});

export const ledgerHistoryShape = z.object({
  bucketMs: z.number().int().describe('an hour or a day'),
  buckets: z.array(ledgerBucketShape).describe('oldest first; those without any activity are there, too'),
});

/** An activity that the CRM refused: it waits for a person. */
export const deadActivityShape = z.object({
  id: z.string(),
  callId: z.string(),
  connection: z.string(),
  agent: z.string().nullable().describe('name'),
  subject: z.string(),
  startedAt: instant,
  reason: z.string().nullable().describe('in the CRM’s words'),
});

/** Dead activities that died of the same. */
export const deadReasonShape = z.object({
  connection: z.string(),
  reason: z.string().nullable(),
  count,
});

/** Null: of all connections. */
export const retryBody = z.object({ connection: z.string().max(200).nullable().default(null) });

export const retryShape = z.object({
  id: z.string(),
  connection: z.string().nullable().describe('null: all'),
  by: z.string().nullable(),
  startedAt: instant,
  state: z.enum(['starting', 'sending', 'finished']),
  total: count.describe('dead activities there were when it was asked for'),
  logged: count,
  waiting: count,
  dead: count.describe('refused again'),
});

export type LedgerHistory = z.infer<typeof ledgerHistoryShape>;
export type DeadActivity = z.infer<typeof deadActivityShape>;
export type DeadReason = z.infer<typeof deadReasonShape>;
export type Retry = z.infer<typeof retryShape>;
