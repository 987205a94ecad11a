import {
  endedShape,
  passwordChangeBody,
  sessionShape,
  type Session as ApiSession,
} from '../../api/people.ts';
import type { Person } from '../../people/person.ts';
import type { SessionInfo } from '../../people/sessions.ts';
import type { Caller } from '../caller.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, instantOf, listOf } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'signIn' | 'throttle' | 'people' | 'roster' | 'sessions'>;

/** What people do about their own account. */
export function accountRoutes({ signIn, throttle, people, roster, sessions }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/auth/sessions',
      role: 'agent',
      summary: 'Where one is signed in, at most 100',
      answer: listOf(sessionShape),
      async handle({ req, caller }) {
        const items = await sessions.list(ownPerson(caller).id);
        return { items: items.map((one) => toApiSession(one, signIn.sessionId(req))) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/sessions/:id',
      role: 'agent',
      summary: 'Sign out in one place',
      params: idParams,
      audit: 'event',
      async handle({ params, caller }) {
        const isEnded = await sessions.end(ownPerson(caller).id, params.id);
        if (!isEnded) throw new Problem(404, 'There is no such session');
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/sessions',
      role: 'agent',
      summary: 'Sign out everywhere else',
      answer: endedShape,
      audit: 'event',
      handle: async ({ req, caller }) => ({
        ended: await sessions.endAll(ownPerson(caller).id, req.sessionID),
      }),
    }),
    defineRoute({
      method: 'put',
      path: '/auth/password',
      role: 'agent',
      summary: 'Change one’s own password; ends one’s sessions everywhere else',
      body: passwordChangeBody,
      audit: 'event',
      async handle({ req, caller, body }) {
        const person = ownPerson(caller);
        const address = req.ip ?? '';
        await throttle.begin(address, person.email);
        const { hasPassword } = await roster.get(person.id);
        if (hasPassword && (await people.withPassword(person.email, body.current ?? '')) === null) {
          const message = 'This is not your password';
          throw new Problem(400, message, { errors: [{ field: 'current', message }] });
        }
        await throttle.succeeded(address, person.email);
        await people.setPassword(person.id, body.password);
        await sessions.endAll(person.id);
        await signIn.signIn(req, person);
      },
    }),
  ];
}

function ownPerson(caller: Caller): Person {
  if (caller.kind === 'person') return caller.person;
  throw new Problem(403, 'An API key is no person');
}

export function toApiSession(session: SessionInfo, current: string | null): ApiSession {
  const { id, address, userAgent } = session;
  return {
    ...{ id, address, userAgent, current: id === current },
    signedInAt: session.signedInAt === null ? null : instantOf(session.signedInAt),
    seenAt: instantOf(session.seenAt),
  };
}
