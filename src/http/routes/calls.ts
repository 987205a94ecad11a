import { z } from 'zod';
import { callDetailShape, callFiltersShape, callShape } from '../../api/call.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, instantQuery, pageOf, pageQuery } from './shapes.ts';

const filterQuery = pageQuery.extend({
  source: z.string().max(200).optional(),
  state: callShape.shape.state.optional(),
  agent: z.string().max(254).optional(),
  number: z.string().max(60).optional(),
  since: instantQuery.optional().describe('ISO 8601: calls that began then or later'),
  until: instantQuery.optional().describe('ISO 8601: calls that began earlier'),
  outcome: callShape.shape.outcome.unwrap().optional(),
  fate: z.enum(['logged', 'waiting', 'dead', 'skipped']).optional().describe('in some connection'),
  connection: z.string().max(200).optional().describe('with `fate`: in this connection'),
  reason: z.string().max(200).optional().describe('with `fate=skipped`: for this reason'),
});

type Deps = Pick<RoutesDeps, 'services' | 'sources' | 'agents'>;

export function callRoutes({ services, sources, agents }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/call-filters',
      role: 'supervisor',
      summary: 'What calls can be filtered by: phone systems and agents, by name',
      answer: callFiltersShape,
      handle: () => ({
        sources: sources.list().map(({ name }) => name),
        agents: agents.list().map(({ name, email }) => ({ name, email })),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/calls',
      role: 'supervisor',
      summary: 'Calls, latest first. A page can be short and still have a next one',
      query: filterQuery,
      answer: pageOf(callShape),
      handle: ({ query }) => services.calls.list(query),
    }),
    defineRoute({
      method: 'get',
      path: '/api/calls/:id',
      role: 'supervisor',
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
