import { previewBody, previewShape, rulesShape } from '../../api/rules.ts';
import { connectionRules } from '../../crm/rules.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams } from './shapes.ts';

/** What each connection wants logged, and how. `:id` is a connection's id or its name. */
export function rulesRoutes({ services: { rules } }: Pick<RoutesDeps, 'services'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/connections/:id/rules',
      role: 'admin',
      summary: 'A connection’s rules, and the placeholders its templates may use',
      params: idParams,
      answer: rulesShape,
      handle: ({ params }) => rules.get(params.id),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/connections/:id/rules',
      role: 'admin',
      summary:
        'Change a connection’s rules, for calls that settle from now on; what is left out is the default',
      params: idParams,
      body: connectionRules,
      answer: rulesShape,
      handle: ({ params, body }) => rules.save(params.id, body),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/connections/:id/rules/preview',
      role: 'admin',
      summary: 'What these rules would make of the latest calls; writes nothing',
      params: idParams,
      body: previewBody,
      answer: previewShape,
      audit: 'none',
      handle: ({ params, body }) => rules.preview(params.id, body.rules, body.limit),
    }),
  ];
}
