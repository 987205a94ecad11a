import { z } from 'zod';
import type { Agent } from '../../agents/agent.ts';
import { popShape } from '../../api/call.ts';
import type { Caller } from '../caller.ts';
import { Problem } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import { watchSession } from '../watch-session.ts';
import type { RoutesDeps } from './deps.ts';
import { ownAgent } from './me.ts';
import { idParams, pageOf, pageQuery } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'agents' | 'services' | 'signIn'>;

/** The agent panel's own routes: what the caller's phone is about, nobody else's. */
export function agentPanelRoutes({ agents, services, signIn }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/agent/stream',
      role: 'agent',
      summary: 'Server-Sent Events: `snapshot`, then `call` and `presence` as they change',
      query: z.object({
        agent: z.string().max(254).optional().describe('admins only: another agent’s address'),
      }),
      async handle({ req, res, query, caller }) {
        const agent =
          query.agent === undefined ? ownAgent(caller, agents) : otherAgent(query.agent, caller, agents);
        const opened = await services.stream(req, res, agent.id);
        if (!opened) {
          throw new Problem(429, 'Too many panels of this agent are open', {
            headers: { 'Retry-After': '10' },
          });
        }
        watchSession(req, res, signIn.stillSignedIn);
        return answered;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/agent/calls',
      role: 'agent',
      summary: 'Calls of the agent’s phone, latest first',
      query: pageQuery.extend({ view: z.enum(['recent', 'missed']).default('recent') }),
      answer: pageOf(popShape),
      handle: ({ query: { view, ...page }, caller }) =>
        services.calls.ofAgent(ownAgent(caller, agents).id, view, page),
    }),
    defineRoute({
      method: 'put',
      path: '/api/agent/calls/:id/match',
      role: 'agent',
      summary: 'Say which record a call belongs to; remembered for its number',
      params: idParams,
      body: z.object({ connection: z.string().max(200), type: z.string().max(200), id: z.string().max(200) }),
      answer: popShape,
      async handle({ params, body, caller }) {
        const pop = await services.calls.chooseMatch(ownAgent(caller, agents).id, params.id, body);
        if (pop === null) throw new Problem(404, 'There is no such call of yours');
        return pop;
      },
    }),
  ];
}

function otherAgent(email: string, caller: Caller, agents: Deps['agents']): Agent {
  const isOwn = caller.kind === 'person' && caller.person.email === email.toLowerCase();
  if (!isOwn && caller.role !== 'admin') throw new Problem(403, 'Only admins may see another agent’s calls');
  const agent = agents.byEmail(email);
  if (agent === null) throw new Problem(404, 'There is no such agent');
  return agent;
}
