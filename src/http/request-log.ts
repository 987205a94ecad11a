import type { Request, RequestHandler } from 'express';
import type { Log } from '../platform/log.ts';
import { callerOf } from './caller.ts';

/**
 * One line per request, at its end: `closed` says that the client left first, as streams always end. No query, which
 * may hold a token; and of a path that leads nowhere only a first part that we know, as people paste keys into wrong places.
 */
export function logRequests(log: Log): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    const { method, path } = req;
    res.once('close', () => {
      const line = {
        method,
        path: res.statusCode === 404 ? beginning(path) : path,
        status: res.statusCode,
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
        ...who(req),
        ...(!res.writableFinished && { closed: true }),
      };
      if (res.statusCode >= 500) log.error(line, 'request');
      else log[isRoutine(path) ? 'debug' : 'info'](line, 'request');
    });
    next();
  };
}

/** Ids, no names. */
function who(req: Request): object {
  const caller = callerOf(req);
  if (caller === null) return {};
  return caller.kind === 'person' ? { personId: caller.person.id } : { keyId: caller.key.id };
}

function beginning(path: string): string {
  return /^\/(api|auth|admin|agent|assets)(?=\/)/.exec(path)?.[0] ?? '…';
}

/** Asked every few seconds by machines, or files of a page. */
function isRoutine(path: string): boolean {
  return /^\/(healthz|readyz|metrics|assets)\b/.test(path);
}
