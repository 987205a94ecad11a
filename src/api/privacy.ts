import { z } from 'zod';

/** How long what is known of people is kept, and forgetting one of them at once. */

const days = z
  .number('Write a number of days')
  .int()
  .min(1, 'At least a day')
  .max(3_650, 'At most ten years');

export const retentionBody = z.object({
  journalDays: days.describe('webhooks as they came'),
  journalRows: z
    .number('Write a number')
    .int()
    .min(10_000, 'At least 10,000')
    .max(50_000_000, 'At most 50 million')
    .describe('webhooks kept at most, whatever their age'),
  personalDays: days.nullable().describe('names, numbers and notes of calls; null: as long as the call'),
  callDays: days.nullable().describe('calls and what became of them; null: for ever'),
});

export const retentionShape = retentionBody.extend({
  changedAt: z.iso.datetime().nullable().describe('null: these are the defaults of config/default.yaml'),
  changedBy: z.string().nullable(),
  held: z.object({
    journalRows: z.number().int().describe('about'),
    oldestEntryAt: z.iso.datetime().nullable(),
    calls: z.number().int(),
    oldestCallAt: z.iso.datetime().nullable(),
  }),
});

export const eraseBody = z.object({ number: z.string().trim().min(3, 'Write the number').max(60) });

export const erasureReportShape = z.object({
  id: z.string().nullable().describe('null: a look ahead, nothing was erased'),
  at: z.iso.datetime(),
  by: z.string().nullable(),
  number: z.string().describe('its last three digits'),
  tables: z.array(z.object({ name: z.string(), rows: z.number().int(), fate: z.string() })),
  inCrm: z
    .array(z.object({ connection: z.string(), what: z.string(), url: z.string() }))
    .describe('not erased: to be erased there'),
  advice: z.array(z.string()),
});

export type Retention = z.infer<typeof retentionBody>;
export type RetentionState = z.infer<typeof retentionShape>;
export type ErasureReport = z.infer<typeof erasureReportShape>;
