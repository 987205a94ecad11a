import { z } from 'zod';

/** What the panel inside a CRM's window needs to know of that CRM. */
export const embedShape = z.object({
  places: z.array(
    z.object({
      connection: z.string(),
      ancestors: z.array(z.string()).describe('origins that may frame the panel'),
      script: z.string().nullable().describe('the CRM’s own script that the panel loads'),
      account: z.string().nullable(),
    }),
  ),
});

export const frameCodeShape = z.object({ code: z.string().describe('signs one frame in, once') });
export const frameBody = z.object({ code: z.string().max(200) });

export type Embed = z.infer<typeof embedShape>;
export type EmbedPlaceShown = Embed['places'][number];
export type FrameCode = z.infer<typeof frameCodeShape>;
