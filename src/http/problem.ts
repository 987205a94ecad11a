import type { Response } from 'express';
import type { z } from 'zod';
import { fieldPath } from '../platform/field-path.ts';
import { Refusal, type RefusalCode } from '../platform/refusal.ts';
import type { Fault } from '../model/event.ts';

/** A fault of the request, as it is answered: `application/problem+json`, RFC 9457 (`problemShape` of api/admin.ts). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    title: string,
    more: Partial<Pick<Problem, 'detail' | 'errors' | 'headers'>> = {},
  ) {
    super(title);
    this.status = status;
    this.title = title;
    this.detail = more.detail;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

const refusalStatus: Record<RefusalCode, number> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  read_only: 409,
};

export function sendProblem(res: Response, problem: Problem): void {
  const { status, title, detail, errors } = problem;
  res.status(status).set(problem.headers).type('application/problem+json');
  res.send(
    JSON.stringify({ type: 'about:blank', title, status, detail, ...(errors.length > 0 && { errors }) }),
  );
}

/** What was thrown, as a fault of the request; null: it is a fault of ours. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal)
    return new Problem(refusalStatus[error.code], error.message, { errors: error.faults });
  return requestFault(error);
}

/** `whole` names the value itself, where that is at fault. */
export function faultsOf(error: z.ZodError, whole: string): Fault[] {
  return error.issues.map((issue) => ({ field: fieldPath(issue.path) || whole, message: issue.message }));
}

const bodyFaults: Record<string, string> = {
  'entity.parse.failed': 'The body is not valid JSON',
  'entity.too.large': 'The body is too large',
  'encoding.unsupported': 'The body’s encoding is not supported',
  'charset.unsupported': 'The body’s charset is not supported',
  'request.aborted': 'The body did not arrive completely',
  'request.size.invalid': 'The body is not as long as its Content-Length says',
};

/** Errors of Express and its body parsers that carry a 4xx status. Their own words may quote the body: not told. */
function requestFault(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  if (error.status < 400 || error.status > 499) return null;
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  return new Problem(error.status, bodyFaults[type] ?? 'The request cannot be read');
}
