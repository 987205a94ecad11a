import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type passport from 'passport';
import type { ApiKeys } from '../people/api-keys.ts';
import type { People } from '../people/people.ts';
import type { Person } from '../people/person.ts';
import { SessionStore } from '../people/session-store.ts';
import type { Clock } from '../platform/clock.ts';
import { digest } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';
import { authenticate, createPassport, handlerOf, personIn } from './authenticators.ts';
import { setCaller } from './caller.ts';
import { Problem } from './problem.ts';
import { frameCookie, frameCookieName, frameOr, isFramed } from './frame-session.ts';

export interface SignInDeps {
  db: Db;
  clock: Clock;
  people: Pick<People, 'byId' | 'withPassword' | 'signedIn'>;
  apiKeys: Pick<ApiKeys, 'byToken'>;
  sessions: { idleMs: number; absoluteMs: number };
  /** Signs session cookies (`deriveSecret` of platform/seal.ts). */
  secret: string | string[];
  /** People reach us by https: the cookie is for https only. */
  secure: boolean;
}

/** Who asks, by session cookie (passport) or bearer token; how sessions begin and end. */
export interface SignIn {
  /** Before all routes that ask `callerOf`. */
  readonly identify: readonly RequestHandler[];
  /** Checks `email` and `password` of the body; null: they are no one's. */
  readonly checkPassword: (req: Request, res: Response) => Promise<Person | null>;
  /** Where further ways to sign in are added: passport keeps one serialiser for all of them. */
  readonly passport: passport.Authenticator;
  /** Begins a session under a new id. Refuses someone who is disabled (403). */
  readonly signIn: (req: Request, person: Person) => Promise<void>;
  readonly signOut: (req: Request, res: Response) => Promise<void>;
  /** False once the session this request came with has ended; for streams, which outlive the check at their start. */
  readonly stillSignedIn: (req: Request) => Promise<boolean>;
  /** Digest of the id of the session this request came with; names it among `Sessions.list`. */
  readonly sessionId: (req: Request) => string;
  /** Forgets sessions that have ended. */
  readonly prune: () => Promise<void>;
}

const longestUserAgent = 300;

export function createSignIn(deps: SignInDeps): SignIn {
  const cookie = cookieOptions(deps);
  // With this prefix a browser takes the cookie from this very host over https only.
  const cookieName = deps.secure ? '__Host-ringside' : 'ringside';
  const auth = createPassport(deps.people);
  const sessionsIn = (name: string, cookie: CookieOptions) => {
    const store = new SessionStore({ ...deps, ...deps.sessions, cookie });
    const handler = session({
      ...{ name, cookie, store, secret: deps.secret },
      resave: false,
      saveUninitialized: false,
      rolling: true,
      // Behind a proxy that ends TLS, X-Forwarded-Proto says https; it decides about nothing but this cookie.
      proxy: deps.secure ? true : undefined,
    });
    return { store, handler };
  };
  const { store, handler } = sessionsIn(cookieName, cookie);
  const withSession = frameOr(sessionsIn(frameCookieName, { ...cookie, ...frameCookie }).handler, handler);
  return {
    identify: [
      byToken(deps.apiKeys),
      unlessToken(withSession),
      unlessToken(handlerOf(auth.session())),
      takePerson,
    ],
    checkPassword: async (req, res) => personIn(await authenticate(auth, 'local', req, res)),
    passport: auth,
    async signIn(req, person) {
      if (person.disabled) throw new Problem(403, 'This account is disabled', { detail: 'Ask an admin.' });
      await done((callback) => req.logIn(person, callback));
      req.session.signedInAt = deps.clock();
      const userAgent = req.get('user-agent')?.slice(0, longestUserAgent) ?? null;
      req.session.from = { address: req.ip ?? null, userAgent };
      setCaller(req, { kind: 'person', role: person.role, person });
      await deps.people.signedIn(person.id);
    },
    async signOut(req, res) {
      if (hasToken(req)) return;
      await done((callback) => req.logout(callback));
      if (isFramed(req)) res.clearCookie(frameCookieName, { ...cookie, ...frameCookie, maxAge: undefined });
      else res.clearCookie(cookieName, { ...cookie, maxAge: undefined });
    },
    async stillSignedIn(req) {
      return hasToken(req) || (await store.holdsPerson(req.sessionID));
    },
    sessionId: (req) => digest(req.sessionID),
    prune: () => store.prune(),
  };
}

function cookieOptions({ sessions, secure }: SignInDeps): CookieOptions & { maxAge: number } {
  return { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: sessions.idleMs };
}

/** A token that is presented decides, even if a cookie comes with it: a wrong one is nobody's. */
function byToken(apiKeys: SignInDeps['apiKeys']): RequestHandler {
  return (req, _res, next) => {
    const token = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '')?.[1];
    const key = token === undefined ? null : apiKeys.byToken(token);
    if (key !== null) setCaller(req, { kind: 'key', role: key.role, key });
    next();
  };
}

function unlessToken(handler: RequestHandler): RequestHandler {
  return (req, res, next) => (hasToken(req) ? next() : handler(req, res, next));
}

function hasToken(req: Request): boolean {
  return /^Bearer\b/i.test(req.get('authorization') ?? '');
}

const takePerson: RequestHandler = (req, _res, next) => {
  const person = personIn(req.user);
  if (person !== null) setCaller(req, { kind: 'person', role: person.role, person });
  next();
};

/** Turns a call with a callback into a promise. */
function done(start: (callback: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('The session could not be changed'));
    });
  });
}
