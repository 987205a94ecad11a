import { agentBody, agentShape, unmappedShape, type Agent as ApiAgent } from '../../api/admin.ts';
import type { Agent } from '../../agents/agent.ts';
import { toDraft, toNamed, type Names } from '../../agents/naming.ts';
import { unmappedPhones } from '../queries/unmapped.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, listOf } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'db' | 'agents' | 'sources' | 'connections'>;

export function agentRoutes({ db, agents, sources, connections }: Deps): Route[] {
  const names = (): Names => ({ sources: sources.list(), connections: connections.list() });
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/agents',
      role: 'admin',
      summary: 'All agents, with their phones and CRM users',
      answer: listOf(agentShape),
      handle: () => ({ items: agents.list().map((agent) => view(agent, names())) }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/agents',
      role: 'admin',
      summary: 'Add an agent',
      body: agentBody,
      answer: agentShape,
      status: 201,
      handle: async ({ body }) => view(await agents.create(toDraft(body, names())), names()),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/agents/:id',
      role: 'admin',
      summary: 'Change an agent: name, address, all phones and all CRM users',
      params: idParams,
      body: agentBody,
      answer: agentShape,
      handle: async ({ params, body }) =>
        view(await agents.update(params.id, toDraft(body, names())), names()),
    }),
    defineRoute({
      method: 'delete',
      path: '/api/admin/agents/:id',
      role: 'admin',
      summary: 'Remove an agent; their calls stay',
      params: idParams,
      handle: ({ params }) => agents.remove(params.id),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/unmapped',
      role: 'admin',
      summary: 'Phones seen in calls that are nobody’s, the busiest first, at most 200',
      answer: listOf(unmappedShape),
      handle: async () => ({
        items: await unmappedPhones({
          db,
          sourceName: (id) => sources.get(id)?.name ?? null,
          resolve: agents.resolve,
          most: 200,
        }),
      }),
    }),
  ];
}

function view(agent: Agent, names: Names): ApiAgent {
  const { name, email, pbx, crm } = toNamed(agent, names);
  return { id: agent.id, name, email, pbx: [...pbx], crm: [...crm], provisioned: agent.provisioned };
}
