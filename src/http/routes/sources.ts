import {
  dialectShape,
  sourceBody,
  sourceShape,
  tryItShape,
  type Source as ApiSource,
} from '../../api/admin.ts';
import type { Source } from '../../pbx/source.ts';
import { Problem } from '../problem.ts';
import { createSourceActivity } from '../queries/source-activity.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { ownAgent } from './me.ts';
import { idParams, listOf } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'db' | 'sources' | 'agents' | 'dialects' | 'services' | 'publicUrl'>;

export function sourceRoutes(deps: Deps): Route[] {
  const { sources } = deps;
  const view = createView(deps);
  const found = (id: string): Source => {
    const source = sources.get(id);
    if (source === null) throw new Problem(404, 'There is no such source');
    return source;
  };
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/sources',
      role: 'admin',
      summary: 'All sources',
      answer: listOf(sourceShape),
      handle: async () => ({ items: await Promise.all(sources.list().map(view)) }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/sources',
      role: 'admin',
      summary: 'Add a source; its webhook address is in the answer',
      body: sourceBody,
      answer: sourceShape,
      status: 201,
      handle: async ({ body }) => view(await sources.create(body)),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/sources/:id',
      role: 'admin',
      summary: 'One source',
      params: idParams,
      answer: sourceShape,
      handle: ({ params }) => view(found(params.id)),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/sources/:id',
      role: 'admin',
      summary: 'Change a source; its key stays',
      params: idParams,
      body: sourceBody,
      answer: sourceShape,
      handle: async ({ params, body }) => view(await sources.update(params.id, body)),
    }),
    ...sourceActionRoutes(deps, view, found),
  ];
}

function sourceActionRoutes(deps: Deps, view: View, found: (id: string) => Source): Route[] {
  const { sources, agents, services, publicUrl } = deps;
  return [
    defineRoute({
      method: 'delete',
      path: '/api/admin/sources/:id',
      role: 'admin',
      summary: 'Remove a source: its key stops working at once, its calls stay',
      params: idParams,
      async handle({ params }) {
        await sources.remove(params.id);
        agents.forgetSource(params.id);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/sources/:id/rotate-key',
      role: 'admin',
      summary: 'Give a source a new key; the old one works for another 24 h',
      params: idParams,
      answer: sourceShape,
      handle: async ({ params }) => view(await sources.rotateKey(params.id)),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/sources/:id/try',
      role: 'admin',
      summary: 'Command lines that ring, answer and end a call on the asking admin’s own panel',
      params: idParams,
      answer: tryItShape,
      handle({ params, caller }) {
        const source = found(params.id);
        return services.tryIt(source, webhookUrl(publicUrl(), source), ownAgent(caller, agents));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/dialects',
      role: 'admin',
      summary: 'The PBX products there is a dialect for, and how to set each up',
      answer: listOf(dialectShape),
      handle: () => ({
        items: deps.dialects.map(({ name, title, setup }) => ({ name, title, setup: [...setup] })),
      }),
    }),
  ];
}

type View = (source: Source) => Promise<ApiSource>;

function createView({ db, publicUrl }: Deps): View {
  const activityOf = createSourceActivity(db);
  return async (source) => {
    const { events, lastEventAt } = await activityOf(source.id);
    return {
      id: source.id,
      name: source.name,
      dialect: source.dialect,
      country: source.country,
      ownNumbers: [...source.ownNumbers],
      webhookUrl: webhookUrl(publicUrl(), source),
      provisioned: source.provisioned,
      lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString(),
      events,
    };
  };
}

function webhookUrl(publicUrl: string, source: Source): string {
  return `${publicUrl}/pbx/${source.key}`;
}
