import type { HttpMethods, HttpRequest } from 'jsforce';
import type { z } from 'zod';
import type { ConnectorDeps, Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { toConnectorError, type Asked } from './errors.ts';
import { failureOf, type Failure } from './failure.ts';
import type { Quota } from './quota.ts';
import type { Session, Sessions } from './sessions.ts';
import { createTransport } from './transport.ts';

/** One request to the REST API. `path` is relative to the version: `/query?q=…`. */
export interface Request<T> extends Partial<Pick<Asked, 'namesRecord'>> {
  /** All but GET write. */
  method?: Extract<HttpMethods, 'GET' | 'POST' | 'PATCH'>;
  path: string;
  body?: object;
  /** What the answer must be; jsforce gives `undefined` for one without a body. */
  guard: z.ZodType<T>;
}

/** @throws ConnectorError, and nothing else */
export type Ask = <T>(request: Request<T>, x: Ctx) => Promise<T>;

export interface AskDeps extends Pick<ConnectorDeps, 'fetch'> {
  sessions: Sessions;
  quota: Quota;
  clock: () => number;
}

/** A request longer than 20 s counts among the 25 that an org may have at once; a minute is a hung one. */
const longestMs = 60_000;

/** The one way to Salesforce: each request is sent once, and once more with a new session if the old one was refused. */
export function createAsk(deps: AskDeps): Ask {
  return async (request, x) => {
    const session = await deps.sessions.current(x);
    try {
      return await send(deps, session, request, x);
    } catch (error) {
      if (!isRefusedSession(error)) throw error;
      return send(deps, await deps.sessions.renew(session, x), request, x);
    }
  };
}

async function send<T>(
  { fetch, quota, clock }: AskDeps,
  { connection }: Session,
  request: Request<T>,
  x: Ctx,
): Promise<T> {
  // Here what is overdue surely has not been sent; later nobody knows.
  if (x.signal.aborted || msLeft(x) === 0) {
    throw new ConnectorError('unavailable', 'Given up before anything was asked');
  }
  const { method = 'GET', path, guard, namesRecord = false } = request;
  const transport = createTransport(fetch, AbortSignal.any([x.signal, AbortSignal.timeout(msLeft(x))]));
  const fail = (failure: Failure) =>
    toConnectorError(failure, { writes: method !== 'GET', namesRecord }, clock());
  let answer: unknown;
  try {
    // Retries and timeout are the transport's affair, which has none and the deadline's.
    const options = { transport, timeout: longestMs, retry: { maxRetries: 0 } };
    answer = await connection.request({ method, url: path, ...bodyOf(request) }, options);
  } catch (thrown) {
    throw fail(failureOf(thrown, transport.answered()));
  } finally {
    quota.note(connection.limitInfo);
  }
  const understood = guard.safeParse(answer);
  if (understood.success) return understood.data;
  const status = transport.answered()?.status ?? 0;
  throw fail({ kind: 'unreadable', status, cause: understood.error });
}

function bodyOf({ body }: { body?: object }): Pick<HttpRequest, 'headers' | 'body'> {
  return body === undefined
    ? {}
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function msLeft({ deadline }: Ctx): number {
  return Math.min(longestMs, Math.max(0, deadline.getTime() - Date.now()));
}

function isRefusedSession(error: unknown): boolean {
  return error instanceof ConnectorError && error.code === 'unauthorized';
}
