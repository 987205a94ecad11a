import { z } from 'zod';
import { email, sourceBody } from '../api/admin.ts';
import { roles } from '../model/role.ts';

/** What provisioning files may say (DESIGN §7). Strict everywhere: a misspelt word is a fault, not a default. */

/** Base62 carries 5.95 bits a letter: 22 letters are 128 bits. */
const sourceKey = z
  .string()
  .regex(/^[0-9A-Za-z]{22,128}$/, 'Use 22 to 128 letters and digits, chosen at random');

const source = z.strictObject({
  ...sourceBody.shape,
  /** Read in the source's country, which one entry's own check cannot do: `crossFaults`. */
  ownNumbers: z.array(z.string()).max(1000).default([]),
  /** Without it the source gets a random key, and keeps it. */
  key: sourceKey.optional(),
  allowedAddresses: z.array(z.string()).max(100).optional(),
  basic: z.strictObject({ user: z.string().min(1), password: z.string().min(1) }).optional(),
  extensionDigits: z.int().min(1).max(12).optional(),
});

const connection = z.strictObject({
  name: sourceBody.shape.name,
  crm: z.string(),
  settings: z.record(z.string(), z.unknown()).default({}),
  rules: z.record(z.string(), z.unknown()).default({}),
});

const phoneWord = z.string().min(1).max(200);
const agent = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email,
  pbx: z
    .array(
      z
        .strictObject({
          source: z.string(),
          user: phoneWord.optional(),
          extension: phoneWord.optional(),
          device: phoneWord.optional(),
        })
        .refine(
          (phone) => phone.user ?? phone.extension ?? phone.device,
          'Give a user, an extension or a device',
        ),
    )
    .default([]),
  crm: z.array(z.strictObject({ connection: z.string(), user: phoneWord })).default([]),
});

const person = z.strictObject({
  email,
  role: z.enum(roles),
  name: z.string().trim().min(1).max(120).optional(),
  /** Without it the person signs in by link only. */
  password: z.string().min(8, 'Use at least 8 characters').max(1000).optional(),
});

const apiKey = z.strictObject({
  name: z.string().trim().min(1).max(120),
  role: z.enum(roles),
  key: z.string().regex(/^rs_[\w-]{8,200}$/, 'A key begins with rs_; at least 8 letters and digits follow'),
});

const contact = z.strictObject({
  connection: z.string(),
  id: z.string().min(1).max(200).optional(),
  name: z.string().trim().min(1).max(200),
  company: z.string().trim().max(200).nullable().default(null),
  phones: z
    .array(
      z.union(
        [z.string(), z.strictObject({ number: z.string(), label: z.string() })],
        'Write a number in quotes',
      ),
    )
    .min(1, 'Give at least one number')
    .max(50),
  country: sourceBody.shape.country.nullable().default(null),
});

/** One entry of each section. */
export const entryShapes = {
  sources: source,
  connections: connection,
  agents: agent,
  people: person,
  apiKeys: apiKey,
  directory: contact,
} as const;

export type Section = keyof typeof entryShapes;
export type Entry<S extends Section> = z.infer<(typeof entryShapes)[S]>;

/** All files together. */
export type ProvisionDocument = { readonly [S in Section]: readonly Entry<S>[] };
