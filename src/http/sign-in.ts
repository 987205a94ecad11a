import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { z } from 'zod';
import type { ApiKeys } from '../people/api-keys.ts';
import type { People } from '../people/people.ts';
import type { Person } from '../people/person.ts';
import { SessionStore } from '../people/session-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import { setCaller } from './caller.ts';

export interface SignInDeps {
  db: Db;
  clock: Clock;
  people: Pick<People, 'byId' | 'withPassword'>;
  apiKeys: Pick<ApiKeys, 'byToken'>;
  sessions: { idleMs: number; absoluteMs: number };
  /** Signs session cookies (`deriveSecret` of platform/seal.ts). */
  secret: string;
  /** People reach us by https: the cookie is for https only. */
  secure: boolean;
}

/** Who asks, by session cookie (passport) or bearer token; how sessions begin and end. */
export interface SignIn {
  /** Before all routes that ask `callerOf`. */
  readonly identify: readonly RequestHandler[];
  /** Checks `email` and `password` of the body; null: they are no one's. */
  readonly checkPassword: (req: Request, res: Response) => Promise<Person | null>;
  /** Begins a session under a new id. */
  readonly signIn: (req: Request, person: Person) => Promise<void>;
  readonly signOut: (req: Request, res: Response) => Promise<void>;
  /** False once the session this request came with has ended; for streams, which outlive the check at their start. */
  readonly stillSignedIn: (req: Request) => Promise<boolean>;
  /** Forgets sessions that have ended. */
  readonly prune: () => Promise<void>;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const cookie = cookieOptions(deps);
  // With this prefix a browser takes the cookie from this very host over https only.
  const cookieName = deps.secure ? '__Host-ringside' : 'ringside';
  const store = new SessionStore({ ...deps, ...deps.sessions, cookie });
  const auth = createPassport(deps.people);
  const withSession = session({
    name: cookieName,
    secret: deps.secret,
    store,
    cookie,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    // Behind a proxy that ends TLS, X-Forwarded-Proto says https; it decides about nothing but this cookie.
    proxy: deps.secure ? true : undefined,
  });
  return {
    identify: [
      byToken(deps.apiKeys),
      unlessToken(withSession),
      unlessToken(handlerOf(auth.session())),
      takePerson,
    ],
    checkPassword: (req, res) => checkPassword(auth, req, res),
    async signIn(req, person) {
      await done((callback) => req.logIn(person, callback));
      req.session.signedInAt = deps.clock();
    },
    async signOut(req, res) {
      if (hasToken(req)) return;
      await done((callback) => req.logout(callback));
      res.clearCookie(cookieName, { ...cookie, maxAge: undefined });
    },
    async stillSignedIn(req) {
      return hasToken(req) || (await store.holdsPerson(req.sessionID));
    },
    prune: () => store.prune(),
  };
}

function cookieOptions({ sessions, secure }: SignInDeps): CookieOptions & { maxAge: number } {
  return { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: sessions.idleMs };
}

function createPassport(people: SignInDeps['people']): passport.Authenticator {
  const auth = new passport.Passport();
  auth.use(
    new LocalStrategy({ usernameField: 'email' }, (email, password, callback) => {
      people.withPassword(email.trim(), password).then(
        (person) => callback(null, person ?? false),
        (error: unknown) => callback(error),
      );
    }),
  );
  auth.serializeUser((user, callback) => callback(null, personIn(user)?.id));
  auth.deserializeUser((id, callback) => {
    people.byId(String(id)).then(
      // Someone who was removed meanwhile has no session any more.
      (person) => callback(null, person ?? false),
      (error: unknown) => callback(error),
    );
  });
  return auth;
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

function checkPassword(auth: passport.Authenticator, req: Request, res: Response): Promise<Person | null> {
  return new Promise((resolve, reject) => {
    const answer: passport.AuthenticateCallback = (error: unknown, user) => {
      if (error) reject(error instanceof Error ? error : new Error('The password could not be checked'));
      else resolve(personIn(user));
    };
    void handlerOf(auth.authenticate('local', answer))(req, res, reject);
  });
}

/** passport's types leave open what it makes; for Express it is handlers. */
function handlerOf(made: unknown): RequestHandler {
  if (!isHandler(made)) throw new TypeError('passport made no handler');
  return made;
}

function isHandler(made: unknown): made is RequestHandler {
  return typeof made === 'function';
}

const personShape = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['admin', 'agent']),
  provisioned: z.boolean(),
});

/** What passport calls a user and knows nothing about. */
function personIn(user: unknown): Person | null {
  return personShape.safeParse(user).data ?? null;
}

/** Turns a call with a callback into a promise. */
function done(start: (callback: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('The session could not be changed'));
    });
  });
}
