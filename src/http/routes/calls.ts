import { z } from 'zod';
import { callDetailShape, callShape } from '../../api/call.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, pageOf, pageQuery } from './shapes.ts';

const filterQuery = pageQuery.extend({
  source: z.string().max(200).optional(),
  state: callShape.shape.state.optional(),
  agent: z.string().max(254).optional(),
  number: z.string().max(60).optional(),
  since: z.iso.datetime({ offset: true }).optional().describe('ISO 8601: calls that began then or later'),
});

export function callRoutes({ services }: Pick<RoutesDeps, 'services'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/calls',
      role: 'admin',
      summary: 'Calls, latest first',
      query: filterQuery,
      answer: pageOf(callShape),
      handle: ({ query: { since, ...filter } }) =>
        services.calls.list({ ...filter, since: since === undefined ? undefined : Date.parse(since) }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/calls/:id',
      role: 'admin',
      summary: 'One call with its timeline and activities',
      params: idParams,
      answer: callDetailShape,
      async handle({ params }) {
        const call = await services.calls.get(params.id);
        if (call === null) throw new Problem(404, 'There is no such call');
        return call;
      },
    }),
  ];
}
