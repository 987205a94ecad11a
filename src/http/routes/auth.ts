import { z } from 'zod';
import { loginBody, meShape } from '../../api/admin.ts';
import { Problem } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { meOf } from './me.ts';

type Deps = Pick<RoutesDeps, 'signIn' | 'throttle' | 'people' | 'links' | 'agents'>;

export function authRoutes({ signIn, throttle, people, links, agents }: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      role: 'anyone',
      summary: 'Sign in with e-mail and password; answers with a session cookie',
      body: loginBody,
      audit: 'event',
      answer: meShape,
      async handle({ req, res, body }) {
        const address = req.ip ?? '';
        await throttle.begin(address, body.email);
        const person = await signIn.checkPassword(req, res);
        if (person === null) throw new Problem(401, 'E-mail or password is wrong');
        await throttle.succeeded(address, body.email);
        await signIn.signIn(req, person);
        return meOf(person, agents);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout',
      role: 'agent',
      summary: 'End the session',
      handle: ({ req, res }) => signIn.signOut(req, res),
    }),
    defineRoute({
      method: 'get',
      path: '/auth/me',
      role: 'agent',
      summary: 'Who is signed in, and which agent that is',
      answer: meShape,
      handle({ caller }) {
        if (caller.kind === 'key') throw new Problem(403, 'An API key is no person');
        return meOf(caller.person, agents);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/link',
      role: 'anyone',
      summary: 'Follow a one-time sign-in link: begins a session and leads to the agent panel',
      query: z.object({ token: z.string().max(200) }),
      status: 302,
      audit: 'event',
      async handle({ req, res, query }) {
        const personId = await links.redeem(query.token);
        const known = personId === null ? null : await people.byId(personId);
        const person = known?.disabled === true ? null : known;
        if (person !== null) await signIn.signIn(req, person);
        // A link that no longer works leads to the sign-in page, which knows what to say.
        res.set('Cache-Control', 'no-store').redirect(person === null ? '/login?link=expired' : '/agent');
        return answered;
      },
    }),
  ];
}
