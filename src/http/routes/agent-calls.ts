import { z } from 'zod';
import { noteBody, personBody } from '../../api/agent.ts';
import { popShape, type Pop } from '../../api/call.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { agentAsked } from './me.ts';
import { agentQuery, idParams } from './shapes.ts';

/** What agents do about their own calls. */
export function agentCallRoutes({ agents, services }: Pick<RoutesDeps, 'agents' | 'services'>): Route[] {
  return [
    defineRoute({
      method: 'put',
      path: '/api/agent/calls/:id/match',
      role: 'agent',
      summary: 'Say which record a call belongs to; remembered for its number',
      params: idParams,
      query: agentQuery,
      body: z.object({ connection: z.string().max(200), type: z.string().max(200), id: z.string().max(200) }),
      answer: popShape,
      handle: async ({ params, query, body, caller }) =>
        known(await services.calls.chooseMatch(agentAsked(query.agent, caller, agents).id, params.id, body)),
    }),
    defineRoute({
      method: 'put',
      path: '/api/agent/calls/:id/note',
      role: 'agent',
      summary: 'Write a note and a disposition; it is in the CRM with the call',
      params: idParams,
      query: agentQuery,
      body: noteBody,
      answer: popShape,
      handle: async ({ params, query, body, caller }) =>
        known(await services.calls.writeNote(agentAsked(query.agent, caller, agents).id, params.id, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/api/agent/calls/:id/contact',
      role: 'agent',
      summary: 'Make a contact or lead of an unknown caller',
      params: idParams,
      query: agentQuery,
      body: personBody,
      answer: popShape,
      status: 201,
      handle: async ({ params, query, body, caller }) =>
        known(await services.calls.createPerson(agentAsked(query.agent, caller, agents).id, params.id, body)),
    }),
  ];
}

function known(pop: Pop | null): Pop {
  if (pop === null) throw new Problem(404, 'There is no such call of yours');
  return pop;
}
