import { z } from 'zod';

/** What agents say about their calls. Empty text is no text. */

const text = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Use at most ${longest} characters`)
    .nullable()
    .default(null)
    .transform((value) => (value === '' ? null : value));

export const noteBody = z.object({
  note: text(10_000),
  disposition: text(200),
});

export const personBody = z.object({
  /** Name of the connection; without it the first one that takes new people. */
  connection: z.string().max(200).optional(),
  type: z.enum(['contact', 'lead']).default('contact'),
  name: z.string().trim().min(1, 'Give the name').max(200),
  company: text(200),
  email: z.email('Use an e-mail address').max(254).nullable().default(null),
});

export type NoteBody = z.infer<typeof noteBody>;
export type PersonBody = z.infer<typeof personBody>;
