import {
  checkShape,
  connectionBody,
  connectionChangeBody,
  connectionDetailShape,
  connectionShape,
  connectorShape,
  crmUsersShape,
  pauseBody,
  removalShape,
} from '../../api/connection.ts';
import { ConnectorError } from '../../crm/errors.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, listOf } from './shapes.ts';

/** Connections to CRMs. `:id` is a connection's id or its name. */
export function connectionRoutes({ connectionAdmin: admin }: Pick<RoutesDeps, 'connectionAdmin'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/connectors',
      role: 'admin',
      summary: 'The CRMs there is a connector for, each with the settings it wants',
      answer: listOf(connectorShape),
      handle: () => ({ items: admin.connectors() }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/connections',
      role: 'admin',
      summary: 'All connections and how they fare',
      answer: listOf(connectionShape),
      handle: async () => ({ items: await admin.list() }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/connections',
      role: 'admin',
      summary: 'Add a connection; check it, or connect it by OAuth, next',
      body: connectionBody,
      answer: connectionDetailShape,
      status: 201,
      handle: ({ body }) => admin.create(body),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/connections/:id',
      role: 'admin',
      summary: 'One connection, with its settings but not their secrets',
      params: idParams,
      answer: connectionDetailShape,
      handle: ({ params }) => admin.get(params.id),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/connections/:id',
      role: 'admin',
      summary: 'Change a connection’s settings; secrets that are left out stay, and a suspension ends',
      params: idParams,
      body: connectionChangeBody,
      answer: connectionDetailShape,
      handle: ({ params, body }) => admin.update(params.id, body),
    }),
    ...connectionRemovalRoutes(admin),
    ...connectionActionRoutes(admin),
  ];
}

function connectionRemovalRoutes(admin: RoutesDeps['connectionAdmin']): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/connections/:id/removal',
      role: 'admin',
      summary: 'What removing this connection would lose, in sentences',
      params: idParams,
      answer: removalShape,
      handle: ({ params }) => admin.removal(params.id),
    }),
    defineRoute({
      method: 'delete',
      path: '/api/admin/connections/:id',
      role: 'admin',
      summary: 'Remove a connection; what was logged stays',
      params: idParams,
      answer: removalShape,
      handle: ({ params }) => admin.remove(params.id),
    }),
  ];
}

function connectionActionRoutes(admin: RoutesDeps['connectionAdmin']): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/api/admin/connections/:id/check',
      role: 'admin',
      summary: 'Ask the CRM: which account, which quota, what does not fit. A refusal is an answer, too',
      params: idParams,
      answer: checkShape,
      handle: ({ params }) => admin.check(params.id),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/connections/:id/pause',
      role: 'admin',
      summary: 'Send nothing until it is resumed; work waits',
      params: idParams,
      body: pauseBody,
      answer: connectionDetailShape,
      handle: ({ params, body }) => admin.pause(params.id, body.reason),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/connections/:id/resume',
      role: 'admin',
      summary: 'Go on with a paused or suspended connection',
      params: idParams,
      answer: connectionDetailShape,
      handle: ({ params }) => admin.resume(params.id),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/connections/:id/users',
      role: 'admin',
      summary: 'The CRM’s users, to map agents to; remembered for a minute',
      params: idParams,
      answer: crmUsersShape,
      handle: ({ params }) => admin.users(params.id).catch(asProblem),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/connections/:id/mirror/restart',
      role: 'admin',
      summary: 'Fetch all contacts anew; the index keeps what it has until that is done',
      params: idParams,
      status: 202,
      handle: ({ params }) => admin.restartMirror(params.id),
    }),
  ];
}

/** The CRM's fault, in its words, is no fault of ours. */
function asProblem(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  throw new Problem(502, 'The CRM did not answer that', { detail: error.message });
}
