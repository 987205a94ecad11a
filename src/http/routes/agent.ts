import { z } from 'zod';
import { panelShape } from '../../api/agent.ts';
import { popShape } from '../../api/call.ts';
import { Problem } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import { refuseStreams, watchSession } from '../watch-session.ts';
import type { RoutesDeps } from './deps.ts';
import { agentAsked } from './me.ts';
import { agentQuery, pageOf, pageQuery } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'agents' | 'services' | 'signIn' | 'isLeaving'>;

/** The agent panel's own routes: what the caller's phone is about, nobody else's. */
export function agentPanelRoutes({ agents, services, signIn, isLeaving }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/agent/stream',
      role: 'agent',
      summary:
        'Server-Sent Events: `snapshot`, then `call` and `presence` as they change; `reconnect` before the process ends',
      query: agentQuery,
      async handle({ req, res, query, caller }) {
        refuseStreams(isLeaving());
        const agent = agentAsked(query.agent, caller, agents);
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
      query: pageQuery.extend({
        ...agentQuery.shape,
        view: z.enum(['recent', 'missed']).default('recent'),
        search: z
          .string()
          .trim()
          .max(100)
          .optional()
          .describe('part of a name, company, number, queue or note'),
      }),
      answer: pageOf(popShape),
      handle: ({ query: { agent, ...filter }, caller }) =>
        services.calls.ofAgent(agentAsked(agent, caller, agents).id, filter),
    }),
    defineRoute({
      method: 'get',
      path: '/api/agent/panel',
      role: 'agent',
      summary: 'What the panel offers: dispositions, and connections that take new people',
      answer: panelShape,
      handle: () => services.panel(),
    }),
  ];
}
