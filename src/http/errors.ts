import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '../platform/log.ts';
import { Problem, problemOf, sendProblem } from './problem.ts';

export const notFound: RequestHandler = () => {
  throw new Problem(404, 'There is nothing here');
};

/**
 * The last of all handlers. Faults of the request are answered as such; anything else is ours: answered 500 with an
 * id under which the log has the error. The log line has neither query nor body, which may hold secrets and names.
 */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = problemOf(error);
    if (res.headersSent) {
      if (problem === null)
        log.error({ err: error, method: req.method }, 'request failed after its answer began');
      // Express ends the connection: the client must not take half an answer for a whole one.
      next();
      return;
    }
    if (problem !== null) {
      sendProblem(res, problem);
      return;
    }
    const id = randomUUID();
    log.error({ err: error, errorId: id, method: req.method, path: req.path }, 'request failed');
    sendProblem(res, new Problem(500, 'Ringside made a mistake', { detail: `The log has it under ${id}.` }));
  };
}
