import { eraseBody, erasureReportShape, retentionBody, retentionShape } from '../../api/privacy.ts';
import { callerName } from '../caller.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { listOf } from './shapes.ts';

/** How long things are kept, and forgetting a person. */
export function privacyRoutes({ services }: Pick<RoutesDeps, 'services'>): Route[] {
  const { retention, erasures } = services.operations;
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/retention',
      role: 'admin',
      summary: 'How long things are kept, and how much is held',
      answer: retentionShape,
      handle: () => retention.state(),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/retention',
      role: 'admin',
      summary: 'Say how long things are kept; what is older is removed within minutes',
      body: retentionBody,
      answer: retentionShape,
      handle: ({ body, caller }) => retention.set(body, callerName(caller)),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/erasures',
      role: 'admin',
      summary: 'The reports of the latest erasures',
      answer: listOf(erasureReportShape),
      handle: async () => ({ items: await erasures.list() }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/erasures/look',
      role: 'admin',
      summary: 'What there is of a number; changes nothing',
      audit: 'event',
      body: eraseBody,
      answer: erasureReportShape,
      handle: ({ body }) => erasures.look(body.number),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/erasures',
      role: 'admin',
      summary: 'Forget whoever has this number; can be repeated',
      body: eraseBody,
      answer: erasureReportShape,
      handle: ({ body, caller }) => erasures.erase(body.number, callerName(caller)),
    }),
  ];
}
