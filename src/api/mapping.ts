import { z } from 'zod';
import { agentBody, email, unmappedShape } from './admin.ts';

/** What the API says of who is who: phones, agents and CRM users. */

const reason = z.enum(['email', 'user', 'extension', 'name']).describe('surest first');

/** An agent there is, or a CRM user who would become one. */
const ownerShape = z.object({
  agentId: z.string().nullable(),
  crm: z.object({ connection: z.string(), user: z.string() }).nullable(),
  name: z.string(),
  email: z.string().nullable(),
});

const because = z.string().describe('why, in a sentence');

export const mappingShape = z.object({
  /** The busiest first. */
  phones: z.array(
    unmappedShape.extend({ suggestion: z.object({ owner: ownerShape, reason, because }).nullable() }),
  ),
  /** Agents without a user in a connection that has users, and who it may be. */
  crm: z.array(
    z.object({
      agentId: z.string(),
      connection: z.string(),
      suggestion: z.object({ user: z.string(), name: z.string(), reason, because }),
    }),
  ),
  crmUsers: z.array(
    z.object({ connection: z.string(), id: z.string(), name: z.string(), email: z.string().nullable() }),
  ),
  unavailable: z
    .array(z.object({ connection: z.string(), message: z.string() }))
    .describe('connections whose users cannot be listed now, and why'),
});

/** Bounds the work of one request; a file of that size is an office of a large town. */
const mostAgents = 20_000;

export const agentBatchShape = z.object({
  put: z.array(agentBody).max(mostAgents).default([]).describe('created, or replaced by their address'),
  remove: z.array(email).max(mostAgents).default([]).describe('addresses'),
});

export const batchDoneShape = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  undo: agentBatchShape.describe('the batch that takes it back'),
});

export const importBody = z.object({
  csv: z.string().max(4_000_000),
  apply: z.boolean().default(false).describe('false: only tell what would become of each row'),
});

export const importShape = z.object({
  rows: z.array(
    z.object({
      line: z.number().int(),
      email: z.string(),
      fate: z.enum(['add', 'change', 'same', 'fault']),
      message: z.string(),
    }),
  ),
  done: batchDoneShape.nullable().describe('null: nothing was changed'),
});

export type Mapping = z.infer<typeof mappingShape>;
export type AgentBatch = z.infer<typeof agentBatchShape>;
export type BatchDone = z.infer<typeof batchDoneShape>;
export type ImportAnswer = z.infer<typeof importShape>;
