import { z } from 'zod';
import { roles } from '../model/role.ts';

/** What the API says to and takes from admins. */

export const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export const meShape = z.object({
  person: z.object({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(roles) }),
  /** Null: nobody's phone is mapped to this person yet. */
  agent: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
});

export const loginBody = z.object({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1000),
});

export const email = z.email().max(254).trim().toLowerCase();

export const setupStateShape = z.object({
  /** open: the token is good and there is no admin yet. */
  state: z.enum(['open', 'done', 'invalid']),
});
export const setupAdminBody = z.object({
  token: z.string().max(200),
  name: z.string().trim().min(1).max(120),
  email,
  password: z.string().min(12, 'Use at least 12 characters').max(1000),
});

export const dialectShape = z.object({
  name: z.string(),
  title: z.string(),
  setup: z.array(z.string()).describe('what to do in the PBX, step by step'),
});

const country = z.string().regex(/^[A-Z]{2}$/, 'Use the two-letter country code, such as CZ');
const phoneNumber = z.string().trim().min(3).max(40);

export const sourceBody = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][\w.-]{0,39}$/, 'Use letters, digits, dots, hyphens and underscores, at most 40'),
  dialect: z.string(),
  country,
  ownNumbers: z.array(phoneNumber).max(1000).default([]),
});
export const sourceShape = sourceBody.extend({
  id: z.string(),
  webhookUrl: z.string().describe('to paste into the PBX; contains the secret key'),
  provisioned: z.boolean().describe('comes from a file and is read-only here'),
  lastEventAt: z.iso.datetime().nullable(),
  events: z.number().int().describe('events received, as far as the journal reaches'),
});

/** Command lines that ring, answer and end a call on the asking admin's own panel. */
export const tryItShape = z.object({ ring: z.string(), answer: z.string(), hangUp: z.string() });

export const playBody = z.object({ source: z.string(), scenario: z.string().optional() });
export const playShape = z.object({
  /** Names of the calls now being played, in order. */
  playing: z.array(z.string()),
  seconds: z.number(),
});

const identityBody = z.object({
  source: z.string(),
  user: z.string().max(200).optional(),
  extension: z.string().max(40).optional(),
  device: z.string().max(200).optional(),
});
export const agentBody = z.object({
  name: z.string().trim().min(1).max(120),
  email,
  pbx: z.array(identityBody).max(50).default([]),
  crm: z
    .array(z.object({ connection: z.string(), user: z.string().max(200) }))
    .max(50)
    .default([]),
});
export const agentShape = agentBody.extend({ id: z.string(), provisioned: z.boolean() });

/** A phone user seen in events that maps to no agent. */
export const unmappedShape = z.object({
  source: z.string(),
  user: z.string().nullable(),
  extension: z.string().nullable(),
  device: z.string().nullable(),
  name: z.string().nullable(),
  calls: z.number().int(),
  lastSeenAt: z.iso.datetime(),
  exampleCallId: z.string(),
});

export const ledgerShape = z.object({
  balanced: z.boolean(),
  settledCalls: z.number().int(),
  connections: z.array(
    z.object({
      connection: z.string(),
      planned: z.number().int(),
      logged: z.number().int(),
      waiting: z.number().int(),
      dead: z.number().int(),
      skipped: z.record(z.string(), z.number().int()),
    }),
  ),
});

/** A contact of the built-in book, with its history. */
export const contactShape = z.object({
  connection: z.string(),
  id: z.string(),
  name: z.string(),
  company: z.string().nullable(),
  phones: z.array(z.object({ number: z.string(), label: z.string() })),
  history: z.array(
    z.object({
      id: z.string(),
      callId: z.string(),
      subject: z.string(),
      direction: z.enum(['inbound', 'outbound', 'internal']),
      outcome: z.string(),
      startedAt: z.iso.datetime(),
      talkMs: z.number().int(),
      agent: z.string().nullable(),
      queue: z.string().nullable(),
      tags: z.array(z.string()),
      recorded: z.boolean(),
      note: z.string().nullable(),
    }),
  ),
});

export type Me = z.infer<typeof meShape>;
export type Source = z.infer<typeof sourceShape>;
export type Ledger = z.infer<typeof ledgerShape>;
export type Contact = z.infer<typeof contactShape>;
export type Unmapped = z.infer<typeof unmappedShape>;
export type Agent = z.infer<typeof agentShape>;
export type TryIt = z.infer<typeof tryItShape>;
export type Play = z.infer<typeof playShape>;
