import type { Request, Response } from 'express';
import type { Actor, Audit, NewEntry } from '../audit/audit.ts';
import { changeOf, subjectOf } from '../audit/change.ts';
import type { Log } from '../platform/log.ts';
import { callerOf, type Caller } from './caller.ts';
import { answered, type Route } from './route.ts';

interface Asked {
  req: Request;
  res: Response;
  caller: Caller | null;
}

/** Runs a route, and writes down what it changed. */
export type Trail = (route: Route, asked: Asked) => Promise<unknown>;

/**
 * The one place where changes get into the audit log, for every route that is `audited`. What there was before is
 * asked of the GET route at the same address, where there is one. A log that cannot be written does not undo what
 * was done; it is an error in the service's own log.
 */
export function createTrail(deps: {
  routes: readonly Route[];
  audit: Pick<Audit, 'add'>;
  log: Pick<Log, 'error'>;
}): Trail {
  const readers = new Map(
    deps.routes
      .filter(({ method, answer }) => method === 'get' && answer !== null)
      .map((one) => [one.path, one]),
  );
  return async (route, asked) => {
    if (route.audit === 'none') return route.run(asked);
    const before = route.audit === 'change' ? await stateBefore(readers, route, asked) : null;
    const result = await route.run(asked);
    if (!route.changed(result)) return result;
    const entry = entryOf(route, asked.req, before, result);
    await (entry && deps.audit.add(entry))?.catch((error: unknown) => {
      deps.log.error({ err: error, route: nameOf(route) }, 'a change is missing from the audit log');
    });
    return result;
  };
}

async function stateBefore(readers: Map<string, Route>, route: Route, asked: Asked): Promise<unknown> {
  const reader = readers.get(route.path);
  if (reader === undefined || (route.method !== 'put' && route.method !== 'delete')) return null;
  try {
    const state: unknown = reader.answer?.parse(await reader.run(asked));
    const isList = typeof state === 'object' && state !== null && 'items' in state;
    return isList ? null : state;
  } catch {
    // There is no such thing: the route itself will say so.
    return null;
  }
}

/** Null: nobody was signed in, before or after. */
function entryOf(route: Route, req: Request, before: unknown, result: unknown): NewEntry | null {
  const caller = callerOf(req);
  if (caller === null) return null;
  const after = route.audit === 'change' ? stateAfter(route, req, result) : null;
  return {
    actor: actorOf(caller),
    address: req.ip ?? null,
    area: areaOf(route.path),
    action: nameOf(route),
    summary: route.summary,
    subject: subjectOf(after, before) ?? Object.values(req.params).flat()[0] ?? null,
    ...changeOf(before, after),
  };
}

/** What was answered, as far as its shape goes; without an answer, what was asked for. */
function stateAfter(route: Route, req: Request, result: unknown): unknown {
  if (result === answered || route.method === 'delete') return null;
  if (route.answer !== null) return route.answer.safeParse(result).data ?? null;
  const body: unknown = req.body;
  return body ?? null;
}

function actorOf(caller: Caller): Actor {
  return caller.kind === 'person'
    ? { kind: 'person', name: caller.person.email, id: caller.person.id }
    : { kind: 'key', name: caller.key.name, id: caller.key.id };
}

/** `/api/admin/people/:id` → people, `/auth/login` → sign-in. */
function areaOf(path: string): string {
  const [first, second, third] = path.split('/').filter((part) => part !== '');
  return first === 'auth' ? 'sign-in' : ((second === 'admin' ? third : second) ?? 'other');
}

function nameOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`;
}
