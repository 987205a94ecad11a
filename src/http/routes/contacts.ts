import { z } from 'zod';
import { contactShape } from '../../api/admin.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';

export function contactRoutes({ services }: Pick<RoutesDeps, 'services'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/contacts/:connection/:id',
      role: 'agent',
      summary: 'A contact of the built-in book, with its calls',
      params: z.object({ connection: z.string().max(200), id: z.string().max(200) }),
      answer: contactShape,
      async handle({ params }) {
        const contact = await services.contact(params.connection, params.id);
        if (contact === null) throw new Problem(404, 'There is no such contact');
        return contact;
      },
    }),
  ];
}
