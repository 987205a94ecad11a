import { z } from 'zod';
import { Problem } from '../problem.ts';

/** Parts that several routes share. */

export const idParams = z.object({ id: z.string().max(200) });

export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number('Write a number').int().min(1).max(500).default(50),
});

export function listOf<T>(item: z.ZodType<T>) {
  return z.object({ items: z.array(item) });
}

export function pageOf<T>(item: z.ZodType<T>) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const agentQuery = z.object({
  agent: z.string().max(254).optional().describe('admins only: another agent’s address'),
});

/** ISO 8601, as epoch ms. */
export const instantQuery = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** Undefined: none was named. Answers 404 where there is none of this name. */
export function idOfConnection(
  connections: { readonly list: () => readonly { id: string; name: string }[] },
  name: string | null | undefined,
): string | undefined {
  if (name === null || name === undefined) return undefined;
  const found = connections.list().find((one) => one.name === name);
  if (found === undefined) throw new Problem(404, 'There is no such connection');
  return found.id;
}

/** Epoch ms as the API writes it. */
export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
