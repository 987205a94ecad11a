import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import type { Fault } from '../model/event.ts';
import type { Role } from '../model/role.ts';
import { faultsOf, Problem } from './problem.ts';

type Method = 'get' | 'post' | 'put' | 'delete';

/** Who may ask: anyone, or whoever is signed in and has at least this role. */
export type Access = 'anyone' | Role;

export type Audited = 'change' | 'event' | 'none';

/** What a handler returns that has answered by itself: a stream, a redirect. */
export const answered = { answered: true } as const;
type Answered = typeof answered;

interface Asked<R extends Access, P, Q, B> {
  params: P;
  query: Q;
  body: B;
  caller: R extends 'anyone' ? Caller | null : Caller;
  req: Request;
  res: Response;
}

export interface RouteSpec<R extends Access, P, Q, B, A> {
  method: Method;
  /** In Express's words: `/api/calls/:id`. */
  path: string;
  role: R;
  /** One line for the API document. */
  summary: string;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** Bytes of the body, where it may be larger than others. */
  bodyLimit?: number;
  /** What is not in it is not answered. Without it the answer is empty. */
  answer?: z.ZodType<A>;
  /** 200, or 204 without an answer. */
  status?: number;
  /**
   * What the audit log says of it: the change, the mere event, nothing. Without it, `change` for whatever supervisors
   * and admins do other than by GET.
   */
  audit?: Audited;
  /** False of an answer that only looked: a dry run is no change, and the audit log says nothing of it. */
  changed?(answer: NoInfer<A>): boolean;
  handle(asked: Asked<R, P, Q, B>): Promise<NoInfer<A> | Answered> | NoInfer<A> | Answered;
}

/** A route as the table holds it. `run` checks what came, lets the handler work and answers its result. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly role: Access;
  readonly summary: string;
  readonly status: number;
  readonly audit: Audited;
  readonly params: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | null;
  readonly bodyLimit: number | null;
  readonly answer: z.ZodType | null;
  /** Of what `run` resolved to: whether it is audited after all. */
  readonly changed: (result: unknown) => boolean;
  readonly run: (asked: { req: Request; res: Response; caller: Caller | null }) => Promise<unknown>;
}

/** One line of the API's table. The handler's types follow from the schemas. */
export function defineRoute<const R extends Access, P = undefined, Q = undefined, B = undefined, A = void>(
  spec: RouteSpec<R, P, Q, B, A>,
): Route {
  // Inside, the types are known to fit: every value has passed the schema that its type was taken from.
  const loose: RouteSpec<Access, unknown, unknown, unknown, unknown> = spec;
  return {
    method: loose.method,
    path: loose.path,
    role: loose.role,
    summary: loose.summary,
    audit: loose.audit ?? auditedByDefault(loose),
    status: loose.status ?? (loose.answer ? 200 : 204),
    params: loose.params ?? null,
    query: loose.query ?? null,
    body: loose.body ?? null,
    bodyLimit: loose.bodyLimit ?? null,
    answer: loose.answer ?? null,
    changed: (result) => result === answered || (loose.changed?.(result) ?? true),
    run: async ({ req, res, caller }) => await loose.handle({ ...checked(loose, req), caller, req, res }),
  };
}

function auditedByDefault({ method, role }: { method: Method; role: Access }): Audited {
  return method === 'get' || role === 'anyone' || role === 'agent' ? 'none' : 'change';
}

type Schemas = Pick<RouteSpec<Access, unknown, unknown, unknown, unknown>, 'params' | 'query' | 'body'>;

/** Throws a 400 with every fault of path, query and body at once. */
function checked(schemas: Schemas, req: Request): { params: unknown; query: unknown; body: unknown } {
  const faults: Fault[] = [];
  const part = (name: 'params' | 'query' | 'body', value: unknown): unknown => {
    const schema = schemas[name];
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value);
    if (!result.success) faults.push(...faultsOf(result.error, name));
    return result.data;
  };
  const input = {
    params: part('params', req.params),
    query: part('query', req.query),
    body: part('body', req.body),
  };
  if (faults.length > 0) throw new Problem(400, 'The request has faults', { errors: faults });
  return input;
}
