import { z } from 'zod';
import { auditEntryShape } from '../../api/people.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { instantOf, instantQuery, pageOf, pageQuery } from './shapes.ts';

const word = z.string().trim().min(1).max(254);

const auditQuery = pageQuery.extend({
  actor: word.optional().describe('a person’s address, or an API key’s name'),
  area: word.optional(),
  search: word.optional().describe('part of who, of what was done or of the thing’s name'),
  since: instantQuery.optional(),
  until: instantQuery.optional().describe('before this time'),
});

/** Reading is all there is: nothing changes the audit log. */
export function auditRoutes({ audit }: Pick<RoutesDeps, 'audit'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/audit',
      role: 'admin',
      summary: 'Who changed what, newest first',
      query: auditQuery,
      answer: pageOf(auditEntryShape),
      async handle({ query }) {
        const { items, nextCursor } = await audit.page(query);
        return {
          items: items.map(({ id, at, ...entry }) => ({ ...entry, id: String(id), at: instantOf(at) })),
          nextCursor,
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/audit/areas',
      role: 'admin',
      summary: 'The parts of Ringside that the audit log speaks of',
      answer: z.object({ items: z.array(z.string()) }),
      handle: async () => ({ items: await audit.areas() }),
    }),
  ];
}
