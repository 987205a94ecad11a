import { z } from 'zod';
import { signInMethodsShape } from '../../api/people.ts';
import type { Person } from '../../people/person.ts';
import type { Identity } from '../oidc.ts';
import { Problem } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';

type Deps = Pick<RoutesDeps, 'signIn' | 'throttle' | 'people' | 'oidc' | 'log'>;

/** A path of ours: not `//elsewhere.example`, nor `/\elsewhere.example`, which browsers read alike. */
const ownPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])\P{Cc}*$/u);

/** Why the sign-in page is shown again: it has words for each. */
type Refused = 'down' | 'failed' | 'refused' | 'unverified' | 'unknown' | 'disabled';

/** Sign-in at the identity provider. Whatever goes wrong ends on the sign-in page, never on an error. */
export function oidcRoutes({ signIn, throttle, people, oidc, log }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/auth/methods',
      role: 'anyone',
      summary: 'How people can sign in besides by password',
      answer: signInMethodsShape,
      handle: async () => ({ oidc: oidc && { name: oidc.name, available: await oidc.available() } }),
    }),
    defineRoute({
      method: 'get',
      path: '/auth/oidc',
      role: 'anyone',
      summary: 'Sign in by OpenID Connect: leads to the identity provider',
      query: z.object({ next: ownPath.optional().catch(undefined).describe('page to show afterwards') }),
      status: 302,
      async handle({ req, res, query }) {
        if (oidc === null) throw notSetUp;
        await throttle.begin(req.ip ?? '');
        req.session.next = query.next;
        const begun = await oidc.begin(req, res);
        if (!begun) res.redirect(signInPage('down'));
        return answered;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/oidc/callback',
      role: 'anyone',
      summary: 'Where the identity provider leads back to',
      status: 302,
      audit: 'event',
      async handle({ req, res }) {
        if (oidc === null) throw notSetUp;
        const { next } = req.session;
        const identity = await oidc.finish(req, res).catch((error: unknown) => {
          log.warn({ err: error }, 'sign-in by OpenID Connect failed');
          return 'failed' as const;
        });
        const person = await personOf(identity, people.byEmail);
        res.set('Cache-Control', 'no-store');
        if (typeof person === 'string') {
          res.redirect(signInPage(person));
          return answered;
        }
        await throttle.succeeded(req.ip ?? '');
        await signIn.signIn(req, person);
        res.redirect(next ?? '/');
        return answered;
      },
    }),
  ];
}

const notSetUp = new Problem(404, 'Sign-in by OpenID Connect is not set up here');

function signInPage(reason: Refused): string {
  return `/login?sso=${reason}`;
}

/** The person with this address, if the provider vouches for it; people are never made here. */
async function personOf(
  identity: Identity | null | 'failed',
  byEmail: (email: string) => Promise<Person | null>,
): Promise<Person | Refused> {
  if (identity === 'failed') return 'failed';
  if (identity === null) return 'refused';
  if (!identity.verified) return 'unverified';
  const person = await byEmail(identity.email);
  if (person === null) return 'unknown';
  return person.disabled ? 'disabled' : person;
}
