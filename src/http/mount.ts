import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Audit } from '../audit/audit.ts';
import { hasRole } from '../model/role.ts';
import type { Log } from '../platform/log.ts';
import { callerOf, type Caller } from './caller.ts';
import { Problem } from './problem.ts';
import { answered, type Access, type Route } from './route.ts';
import { needSameOrigin } from './same-origin.ts';
import { createTrail, type Trail } from './trail.ts';

export interface MountDeps {
  log: Log;
  /** Bytes of a JSON body. */
  bodyLimit: number;
  /** Where people reach us: what `Origin` may say besides our `Host`. */
  publicUrl: () => string;
  audit: Pick<Audit, 'add'>;
}

/**
 * Puts the table's routes on `router`. The one place where roles are enforced: a route cannot be mounted past it.
 * Order: who are you (401), may you (403), is it your own page that asks (403), the body (413, 415), its faults (400).
 */
export function mountRoutes(router: Router, routes: readonly Route[], deps: MountDeps): void {
  const trail = createTrail({ ...deps, routes });
  for (const [path, group] of byPath(routes)) {
    const place = router.route(path);
    for (const route of group) {
      const readJson = express.json({ limit: route.bodyLimit ?? deps.bodyLimit });
      place[route.method](handler(route, deps, { readJson, trail }));
    }
    place.all(refuseMethod(group));
  }
}

function handler(
  route: Route,
  deps: MountDeps,
  { readJson, trail }: { readJson: RequestHandler; trail: Trail },
): RequestHandler {
  return async (req, res) => {
    const caller = callerOf(req);
    if (caller === null && route.role !== 'anyone' && isNavigation(req)) {
      res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
      return;
    }
    needRole(route.role, caller);
    needSameOrigin(req, caller, deps.publicUrl());
    if (route.body !== null) await readBody(readJson, req, res);
    const result = await trail(route, { req, res, caller });
    if (result !== answered) answer(route, result, res, deps.log);
  };
}

function needRole(role: Access, caller: Caller | null): void {
  if (role === 'anyone') return;
  if (caller === null) {
    const headers = { 'WWW-Authenticate': 'Bearer realm="ringside"' };
    throw new Problem(401, 'Sign in first', {
      detail: 'With a session, or an API key as bearer token.',
      headers,
    });
  }
  if (hasRole(caller.role, role)) return;
  throw new Problem(
    403,
    role === 'admin' ? 'Only admins may do this' : 'Only supervisors and admins may do this',
  );
}

/** A person who opens an address in a browser is better served with the sign-in page than with JSON. */
function isNavigation(req: Request): boolean {
  return req.method === 'GET' && req.get('sec-fetch-mode') === 'navigate';
}

/** Only now, after the role was checked: strangers cannot make us read anything. */
async function readBody(readJson: RequestHandler, req: Request, res: Response): Promise<void> {
  const isEmpty = req.get('content-length') === '0';
  // `is` is null without a body: that is the schema's to complain about.
  if (req.is('json') === false && !isEmpty) throw new Problem(415, 'Send the body as application/json');
  await new Promise<void>((resolve, reject) => {
    void readJson(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('The body cannot be read'));
    });
  });
}

/**
 * The schema cuts off what it does not name, so that nothing slips out unnoticed. An answer that does not fit it is
 * our own fault and goes into the log; the caller is better served with it than with an error.
 */
function answer(route: Route, result: unknown, res: Response, log: Log): void {
  res.status(route.status);
  // Answers are about people and change at any time.
  res.set('Cache-Control', 'no-store');
  if (route.answer === null) {
    res.end();
    return;
  }
  const fitted = route.answer.safeParse(result);
  if (!fitted.success) {
    const faults = fitted.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    log.error({ route: `${route.method} ${route.path}`, faults }, 'answer does not fit its schema');
  }
  res.json(fitted.success ? fitted.data : result);
}

function refuseMethod(group: readonly Route[]): RequestHandler {
  const methods = group.map((route) => route.method.toUpperCase());
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return (req) => {
    throw new Problem(405, `${req.method} is not possible here`, { headers: { Allow: allow.join(', ') } });
  };
}

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) groups.set(route.path, [...(groups.get(route.path) ?? []), route]);
  return groups;
}
