import { z } from 'zod';
import { connectionRules } from '../crm/rules.ts';

/** What the API says of a connection's rules, and takes from admins. */

export const rulesShape = z.object({
  rules: connectionRules,
  provisioned: z.boolean().describe('come from a file and are read-only here'),
  createsPeople: z.boolean().describe('the CRM can be made to hold a record of an unknown caller'),
  placeholders: z
    .array(z.object({ name: z.string(), means: z.string() }))
    .describe('what the templates may speak of: {{name}}, or {{name|what stands there when it is empty}}'),
});

export const previewBody = z.object({
  rules: connectionRules,
  limit: z.int('Write a number').min(1).max(50).default(20).describe('so many of the latest settled calls'),
});

const plannedRowShape = z.object({
  slot: z.number().int(),
  status: z.enum(['logged', 'skipped']),
  reason: z.string().nullable().describe('why it is skipped'),
  agent: z.string().nullable().describe('the agent’s name'),
  ownerId: z.string().nullable().describe('CRM user id; null: the CRM’s own default'),
  link: z
    .object({ type: z.string(), id: z.string(), name: z.string().nullable(), url: z.string().nullable() })
    .nullable(),
  creates: z
    .object({ type: z.enum(['contact', 'lead']), name: z.string() })
    .nullable()
    .describe('the record that would be made of the caller, unless the CRM knows the number after all'),
  asks: z.boolean().describe('an agent is asked which of several records it belongs to'),
  subject: z.string(),
  body: z.string().nullable().describe('null: the CRM’s usual list of details'),
});

export const previewShape = z.object({
  items: z.array(
    z.object({
      callId: z.string(),
      startedAt: z.iso.datetime(),
      source: z.string(),
      queue: z.string().nullable(),
      direction: z.enum(['inbound', 'outbound', 'internal']),
      outcome: z.string().nullable(),
      customer: z.object({ name: z.string().nullable(), number: z.string().nullable() }),
      rows: z.array(plannedRowShape),
    }),
  ),
});

export type ApiRules = z.infer<typeof rulesShape>;
export type RulesPreview = z.infer<typeof previewShape>;
