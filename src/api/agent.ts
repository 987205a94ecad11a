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

/** An admin writes it in an agent's place; `agent` null: of a call that no agent answered. */
export const noteEditBody = noteBody.extend({ agent: z.string().max(254).nullable().default(null) });

export const personBody = z.object({
  /** Name of the connection; without it the first one that takes new people. */
  connection: z.string().max(200).optional(),
  type: z.enum(['contact', 'lead']).default('contact'),
  name: z.string().trim().min(1, 'Give the name').max(200),
  company: text(200),
  email: z.email('Use an e-mail address').max(254).nullable().default(null),
});

/** What the panel offers beside the calls themselves. */
export const panelShape = z.object({
  dispositions: z.array(z.string()).describe('to choose from; any other text is taken too'),
  newPeople: z.array(z.string()).describe('names of the connections that take new contacts and leads'),
});

export type NoteBody = z.infer<typeof noteBody>;
export type NoteEdit = z.infer<typeof noteEditBody>;
export type PersonBody = z.infer<typeof personBody>;
export type PanelOffers = z.infer<typeof panelShape>;
