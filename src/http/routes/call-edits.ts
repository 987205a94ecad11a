import { noteEditBody } from '../../api/agent.ts';
import { chosenShape } from '../../api/call.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams } from './shapes.ts';

/** What admins do about a call. */
export function callEditRoutes({ services }: Pick<RoutesDeps, 'services'>): Route[] {
  const { edits } = services.operations;
  return [
    defineRoute({
      method: 'post',
      path: '/api/admin/calls/:id/relog',
      role: 'admin',
      summary: 'Plan a call anew by the rules of now; what a CRM refused is tried again',
      params: idParams,
      status: 202,
      handle: async ({ params }) => mustBe(await edits.relog(params.id)),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/calls/:id/note',
      role: 'admin',
      summary: 'Write a note and a disposition in an agent’s place',
      params: idParams,
      // What it says may be about anybody, and the audit log is not for forgetting.
      audit: 'event',
      body: noteEditBody,
      handle: async ({ params, body }) => mustBe(await edits.writeNote(params.id, body)),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/calls/:id/match',
      role: 'admin',
      summary: 'Say which of its matches a call belongs to; remembered for its number',
      params: idParams,
      body: chosenShape,
      handle: async ({ params, body }) => mustBe(await edits.chooseMatch(params.id, body)),
    }),
  ];
}

function mustBe(there: boolean): void {
  if (!there) throw new Problem(404, 'There is no such call');
}
