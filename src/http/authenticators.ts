import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { z } from 'zod';
import { roles } from '../model/role.ts';
import type { People } from '../people/people.ts';
import type { Person } from '../people/person.ts';

/** passport with the ways that are always there: a session's person, and e-mail with password. */
export function createPassport(people: Pick<People, 'byId' | 'withPassword'>): passport.Authenticator {
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
      // Someone who was removed or disabled meanwhile has no session any more.
      (person) => callback(null, person === null || person.disabled ? false : person),
      (error: unknown) => callback(error),
    );
  });
  return auth;
}

/**
 * Runs one strategy. What it found in the request, for the caller to check; null: it refused. Never resolves when the
 * strategy answered by itself, by leading elsewhere.
 */
export function authenticate(
  auth: passport.Authenticator,
  strategy: string,
  req: Request,
  res: Response,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const answer: passport.AuthenticateCallback = (error: unknown, user) => {
      if (error) reject(error instanceof Error ? error : new Error('Signing in failed', { cause: error }));
      else resolve(user === undefined || user === false ? null : user);
    };
    void handlerOf(auth.authenticate(strategy, answer))(req, res, reject);
  });
}

/** passport's types leave open what it makes; for Express it is handlers. */
export function handlerOf(made: unknown): RequestHandler {
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
  role: z.enum(roles),
  provisioned: z.boolean(),
  disabled: z.boolean(),
});

/** What passport calls a user and knows nothing about. */
export function personIn(user: unknown): Person | null {
  return personShape.safeParse(user).data ?? null;
}
