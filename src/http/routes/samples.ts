import { playBody, playShape } from '../../api/admin.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { ownAgent } from './me.ts';

/** Sample calls, to see the panel work before the PBX is set up. */
export function sampleRoutes({
  agents,
  sources,
  services,
}: Pick<RoutesDeps, 'agents' | 'sources' | 'services'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/api/admin/samples',
      role: 'admin',
      summary: 'Play sample calls to the asking admin’s own panel',
      body: playBody,
      answer: playShape,
      status: 202,
      handle({ body, caller }) {
        const agent = ownAgent(caller, agents);
        const source = sources.byName(body.source);
        if (source === null) throw new Problem(404, `There is no source named ${body.source}`);
        return services.samples.play(agent, { source, scenario: body.scenario });
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/admin/samples',
      role: 'admin',
      summary: 'Take the sample contacts away again',
      handle: () => services.samples.remove(),
    }),
  ];
}
