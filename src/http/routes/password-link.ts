import { z } from 'zod';
import { meShape } from '../../api/admin.ts';
import { passwordByLinkBody, passwordLinkStateShape } from '../../api/people.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { meOf } from './me.ts';

type Deps = Pick<
  RoutesDeps,
  'signIn' | 'throttle' | 'people' | 'roster' | 'passwordLinks' | 'sessions' | 'agents'
>;

const noGoodLink = new Problem(403, 'This link does not work any more', {
  detail: 'Ask an admin for a new one.',
});

/**
 * Links that admins hand out: an invitation, or a new password for who forgot theirs. Looking at one does not use it
 * up, as mail programs look at links before people do.
 */
export function passwordLinkRoutes(deps: Deps): Route[] {
  const { signIn, throttle, people, roster, passwordLinks, sessions, agents } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/auth/password-link',
      role: 'anyone',
      summary: 'Whose password a link sets',
      query: z.object({ token: z.string().max(200).default('') }),
      answer: passwordLinkStateShape,
      async handle({ query }) {
        const id = await passwordLinks.ownerOf(query.token);
        if (id === null) return { person: null };
        const { name, email, hasPassword } = await roster.get(id);
        return { person: { name, email, hasPassword } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/password-link',
      role: 'anyone',
      summary:
        'Set the password with a link; ends the person’s sessions and answers with a new session’s cookie',
      body: passwordByLinkBody,
      answer: meShape,
      audit: 'event',
      async handle({ req, body }) {
        await throttle.begin(req.ip ?? '');
        const id = await passwordLinks.ownerOf(body.token);
        const person = id === null ? null : await people.byId(id);
        if (person === null || person.disabled) throw noGoodLink;
        if (!(await passwordLinks.setPassword(body.token, body.password))) throw noGoodLink;
        await throttle.succeeded(req.ip ?? '');
        await sessions.endAll(person.id);
        await signIn.signIn(req, person);
        return meOf(person, agents);
      },
    }),
  ];
}
