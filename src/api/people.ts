import { z } from 'zod';
import { roles } from '../model/role.ts';
import { email } from './admin.ts';

/** Who may sign in, with what, and who changed what. */

const instant = z.iso.datetime().describe('ISO 8601 UTC');
const role = z.enum(roles).describe('each may do what the ones before it may');
const personName = z.string().trim().min(1, 'Write a name').max(120);

export const newPassword = z.string().min(12, 'Use at least 12 characters').max(1000);

export const signInMethodsShape = z.object({
  /** Null: not set up. */
  oidc: z
    .object({
      name: z.string().describe('host of the identity provider'),
      available: z.boolean().describe('it answers'),
    })
    .nullable(),
});

export const personShape = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  disabled: z.boolean().describe('may not sign in'),
  provisioned: z.boolean().describe('comes from a file and is read-only here'),
  hasPassword: z.boolean(),
  signedInAt: instant.nullable().describe('last time; null: never yet'),
  createdAt: instant,
});

export const inviteBody = z.object({ name: personName, email, role });
export const personChangeBody = z.object({ name: personName, role, disabled: z.boolean().default(false) });

/** To hand to the person: whoever opens it sets their password. */
export const passwordLinkShape = z.object({
  url: z.string().describe('works once'),
  expiresAt: instant,
});
export const invitedShape = personShape.extend({ link: passwordLinkShape });

/** What the page behind a password link asks. */
export const passwordLinkStateShape = z.object({
  /** Null: the link does not work any more. */
  person: z.object({ name: z.string(), email: z.string(), hasPassword: z.boolean() }).nullable(),
});
export const passwordByLinkBody = z.object({ token: z.string().max(200), password: newPassword });

export const passwordChangeBody = z.object({
  current: z.string().max(1000).optional().describe('needed by who has a password'),
  password: newPassword,
});

export const sessionShape = z.object({
  id: z.string(),
  current: z.boolean().describe('the one this was asked with'),
  signedInAt: instant.nullable(),
  seenAt: instant,
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export const endedShape = z.object({ ended: z.number().int() });

export const apiKeyBody = z.object({
  name: personName,
  role,
  expiresAt: z.iso
    .datetime({ offset: true, error: 'Write a time: 2027-01-31T00:00:00Z' })
    .nullable()
    .default(null),
});
export const apiKeyShape = z.object({
  id: z.string(),
  name: z.string(),
  role,
  provisioned: z.boolean().describe('comes from a file and is read-only here'),
  createdAt: instant,
  expiresAt: instant.nullable().describe('null: never'),
  usedAt: instant.nullable().describe('last time, within a minute; null: never yet'),
});
export const newApiKeyShape = apiKeyShape.extend({
  token: z.string().describe('shown this once: only its digest is kept'),
});

const fields = z.record(z.string(), z.unknown()).nullable();
export const auditEntryShape = z.object({
  id: z.string(),
  at: instant,
  actor: z.object({
    kind: z.enum(['person', 'key', 'files']).describe('files: provisioning, at a start'),
    name: z.string(),
    id: z.string().nullable(),
  }),
  address: z.string().nullable().describe('network address it came from'),
  area: z.string(),
  action: z.string().describe('method and path of the route'),
  summary: z.string(),
  subject: z.string().nullable().describe('name of what was changed'),
  before: fields.describe('what was different before, without secrets'),
  after: fields,
});

export type SignInMethods = z.infer<typeof signInMethodsShape>;
export type Person = z.infer<typeof personShape>;
export type Invited = z.infer<typeof invitedShape>;
export type PasswordLink = z.infer<typeof passwordLinkShape>;
export type PasswordLinkState = z.infer<typeof passwordLinkStateShape>;
export type Session = z.infer<typeof sessionShape>;
export type ApiKey = z.infer<typeof apiKeyShape>;
export type NewApiKey = z.infer<typeof newApiKeyShape>;
export type AuditEntry = z.infer<typeof auditEntryShape>;
