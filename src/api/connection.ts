import { z } from 'zod';

/** What the API says of connections, and takes from admins. */

const instant = z.iso.datetime();
const name = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][\w.-]{0,39}$/, 'Use letters, digits, dots, hyphens and underscores, at most 40');
const settings = z.record(z.string(), z.unknown());
const quota = z.object({ used: z.number(), limit: z.number() });

/** A CRM that Ringside speaks to. */
export const connectorShape = z.object({
  crm: z.string(),
  title: z.string(),
  settings: settings.describe('JSON Schema of the settings, in the order of a form; secrets are writeOnly'),
  callbackUrl: z
    .string()
    .nullable()
    .describe('to register with the CRM for connecting by OAuth; null: it knows no OAuth'),
  createsPeople: z.boolean(),
});

/** A check's answer is an answer, also when the CRM refused. */
export const checkShape = z.object({
  ok: z.boolean(),
  at: instant,
  account: z.string().nullable().describe('as a person would know it: the organisation’s name'),
  quota: quota.nullable().describe('API calls of the current quota window'),
  idempotency: z.enum(['unique_key', 'find_first']).nullable(),
  notes: z.array(z.string()).describe('what was found, in sentences'),
  error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('why it failed, with the CRM’s words'),
});

export const mirrorShape = z.object({
  numbers: z.number().int().describe('phone numbers of this CRM that are known without asking it'),
  progress: z.number().nullable().describe('0 to 1 of a run over all contacts; null: none is under way'),
  updatedAt: instant.nullable().describe('when the contacts were last level with the CRM; null: never yet'),
  error: z.string().nullable().describe('why the last run did not come to its end'),
});

export const connectionShape = z.object({
  id: z.string(),
  name: z.string(),
  crm: z.string(),
  title: z.string(),
  status: z.enum(['active', 'suspended', 'paused']),
  statusReason: z.string().nullable().describe('why it is suspended or paused, in words'),
  pausedUntil: instant.nullable().describe('the CRM’s quota: nothing is sent before'),
  provisioned: z.boolean().describe('comes from a file and is read-only here'),
  createdAt: instant,
  quota: quota.nullable().describe('API calls of the current window, as the CRM last said'),
  lastSuccessAt: instant.nullable().describe('when the CRM last did what was asked of it'),
  waiting: z.number().int().describe('activities that wait to be logged'),
  dead: z.number().int().describe('activities that a person must mend'),
  mirror: mirrorShape.nullable().describe('null: this CRM’s contacts are not mirrored'),
  oauth: z
    .object({ connected: z.boolean(), startUrl: z.string() })
    .nullable()
    .describe('lead the browser to startUrl to connect; null: these settings need no consent'),
  check: checkShape.nullable().describe('the last one'),
});

export const connectionDetailShape = connectionShape.extend({
  settings: settings.describe('without secrets'),
  secrets: z.array(z.string()).describe('which secrets are set: auth.clientSecret'),
});

export const connectionBody = z.object({
  name,
  crm: z.string().max(100),
  settings: settings.default({}),
  rules: z.record(z.string(), z.unknown()).default({}),
});

export const connectionChangeBody = z.object({
  settings: settings.describe('a secret that is left out stays as it is; null takes it away'),
});

export const pauseBody = z.object({
  reason: z.string().trim().max(300).default('').describe('shown to the other admins'),
});

/** What goes, and what stays, in sentences. */
export const removalShape = z.object({ lost: z.array(z.string()) });

export const crmUsersShape = z.object({
  items: z.array(
    z.object({ id: z.string(), name: z.string(), email: z.string().nullable(), active: z.boolean() }),
  ),
  truncated: z.boolean().describe('there are more than are listed'),
});

export type ApiConnector = z.infer<typeof connectorShape>;
export type ApiCheck = z.infer<typeof checkShape>;
export type ApiConnection = z.infer<typeof connectionShape>;
export type ApiConnectionDetail = z.infer<typeof connectionDetailShape>;
export type ApiRemoval = z.infer<typeof removalShape>;
export type ApiCrmUsers = z.infer<typeof crmUsersShape>;
