import { z } from 'zod';

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
