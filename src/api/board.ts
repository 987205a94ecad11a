import { z } from 'zod';
import { presenceShape } from './call.ts';

/** The live board: who is there, who talks, who waits. */

const instant = z.iso.datetime().describe('ISO 8601 UTC');

export const boardCallShape = z.object({
  id: z.string(),
  source: z.string(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  state: z.enum(['started', 'queued', 'ringing', 'answered']),
  customer: z.string().describe('name, else number, else that it is withheld'),
  queue: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  agents: z.array(z.string()).describe('names of those whose phones ring or talk'),
});

export const boardAgentShape = z.object({
  name: z.string(),
  email: z.string(),
  presence: presenceShape,
  call: z
    .object({ id: z.string(), state: z.enum(['ringing', 'answered']), with: z.string(), since: instant })
    .nullable(),
});

export const boardQueueShape = z.object({
  queue: z.string(),
  waiting: z.number().int(),
  longestSince: instant.nullable().describe('when the call that has waited longest began'),
  talking: z.number().int(),
  agents: z.number().int().describe('agents who are in it and available'),
});

export const boardShape = z.object({
  agents: z.array(boardAgentShape),
  calls: z.array(boardCallShape).describe('the longest running first'),
  queues: z.array(boardQueueShape),
  more: z.boolean().describe('there is more than a board can show: 1,000 calls, 1,000 agents'),
});

export type Board = z.infer<typeof boardShape>;
