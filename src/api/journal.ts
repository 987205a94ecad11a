import { z } from 'zod';

/** Webhooks as they came, and what became of them. */

const fault = z.object({ field: z.string(), message: z.string() });

export const journalEntryShape = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  source: z.string(),
  event: z.string().nullable(),
  status: z.enum(['accepted', 'duplicate', 'rejected', 'unrecognised']),
  callId: z.string().nullable(),
  method: z.string(),
  raw: z.string(),
  faults: z.array(fault),
  understood: z.record(z.string(), z.unknown()).nullable().describe('null: it was not'),
  curl: z
    .string()
    .nullable()
    .describe('a shell line that sends it anew, without the key; null: our own entry'),
});

export const resentShape = z.object({
  outcome: z.enum(['accepted', 'already_accepted', 'rejected', 'unrecognised']),
  callId: z.string().nullable(),
  faults: z.array(fault).describe('why it is still not understood'),
});

export type JournalEntry = z.infer<typeof journalEntryShape>;
export type Resent = z.infer<typeof resentShape>;
