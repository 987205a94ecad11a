import { retryBody, retryShape } from '../../api/ledger.ts';
import { callerName } from '../caller.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idOfConnection, idParams, listOf } from './shapes.ts';

/** Trying again all that CRMs refused. */
export function retryRoutes({
  connections,
  services,
}: Pick<RoutesDeps, 'connections' | 'services'>): Route[] {
  const { retries } = services.operations;
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/retries',
      role: 'admin',
      summary: 'The latest retries of everything dead, with their progress',
      answer: listOf(retryShape),
      handle: async () => ({ items: await retries.list() }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/retries',
      role: 'admin',
      summary: 'Send everything dead again: of one connection, or of all',
      body: retryBody,
      answer: retryShape,
      status: 202,
      handle: ({ body, caller }) =>
        retries.begin(idOfConnection(connections, body.connection) ?? null, callerName(caller)),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/retries/:id',
      role: 'admin',
      summary: 'How far one has got',
      params: idParams,
      answer: retryShape,
      async handle({ params }) {
        const retry = await retries.get(params.id);
        if (retry === null) throw new Problem(404, 'There is no such retry');
        return retry;
      },
    }),
  ];
}
