import { z } from 'zod';
import {
  endedShape,
  inviteBody,
  invitedShape,
  passwordLinkShape,
  personChangeBody,
  personShape,
  sessionShape,
  type PasswordLink,
  type Person as ApiPerson,
} from '../../api/people.ts';
import { roles } from '../../model/role.ts';
import type { Listed } from '../../people/roster.ts';
import { defineRoute, type Route } from '../route.ts';
import { toApiSession } from './account.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, instantOf, listOf, pageOf, pageQuery } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'people' | 'roster' | 'passwordLinks' | 'sessions' | 'publicUrl' | 'linkTimes'>;

const peopleQuery = pageQuery.extend({
  search: z.string().trim().min(1).max(254).optional().describe('part of the name or the address'),
  role: z.enum(roles).optional(),
});

/** The people who may sign in, for admins. */
export function peopleRoutes(deps: Deps): Route[] {
  const { people, roster, linkTimes } = deps;
  const linkFor = linkMaker(deps);
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/people',
      role: 'admin',
      summary: 'The people who may sign in, by address',
      query: peopleQuery,
      answer: pageOf(personShape),
      async handle({ query }) {
        const { items, nextCursor } = await roster.page(query);
        return { items: items.map(toApi), nextCursor };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/people',
      role: 'admin',
      summary: 'Invite a person: the answer has a link, good once, with which they set their password',
      body: inviteBody,
      answer: invitedShape,
      status: 201,
      async handle({ body }) {
        const { id } = await people.create(body);
        return { ...toApi(await roster.get(id)), link: await linkFor(id, linkTimes.inviteMs) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/people/:id',
      role: 'admin',
      summary: 'One person',
      params: idParams,
      answer: personShape,
      handle: async ({ params }) => toApi(await roster.get(params.id)),
    }),
    defineRoute({
      method: 'put',
      path: '/api/admin/people/:id',
      role: 'admin',
      summary: 'Change a person’s name or role, disable or enable them; a new role ends their sessions',
      params: idParams,
      body: personChangeBody,
      answer: personShape,
      handle: async ({ params, body }) => toApi(await roster.change(params.id, body)),
    }),
    defineRoute({
      method: 'delete',
      path: '/api/admin/people/:id',
      role: 'admin',
      summary: 'Remove a person; an agent with the same address stays',
      params: idParams,
      handle: ({ params }) => roster.remove(params.id),
    }),
    ...personAccessRoutes(deps, linkFor),
  ];
}

function personAccessRoutes({ roster, sessions, linkTimes }: Deps, linkFor: LinkMaker): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/api/admin/people/:id/password-link',
      role: 'admin',
      summary: 'A link, good once, with which the person sets a new password; earlier links end',
      params: idParams,
      answer: passwordLinkShape,
      status: 201,
      async handle({ params }) {
        const { id, hasPassword } = await roster.get(params.id);
        return linkFor(id, hasPassword ? linkTimes.passwordMs : linkTimes.inviteMs);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/people/:id/sessions',
      role: 'admin',
      summary: 'Where a person is signed in, at most 100',
      params: idParams,
      answer: listOf(sessionShape),
      async handle({ params }) {
        const { id } = await roster.get(params.id);
        return { items: (await sessions.list(id)).map((one) => toApiSession(one, null)) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/admin/people/:id/sessions',
      role: 'admin',
      summary: 'Sign a person out everywhere',
      params: idParams,
      answer: endedShape,
      async handle({ params }) {
        const { id } = await roster.get(params.id);
        return { ended: await sessions.endAll(id) };
      },
    }),
  ];
}

type LinkMaker = (personId: string, validMs: number) => Promise<PasswordLink>;

function linkMaker({ passwordLinks, publicUrl }: Deps): LinkMaker {
  return async (personId, validMs) => {
    const { token, until } = await passwordLinks.issue(personId, validMs);
    return { url: `${publicUrl()}/password?token=${token}`, expiresAt: instantOf(until) };
  };
}

function toApi({ signedInAt, createdAt, ...person }: Listed): ApiPerson {
  return {
    ...person,
    signedInAt: signedInAt === null ? null : instantOf(signedInAt),
    createdAt: instantOf(createdAt),
  };
}
