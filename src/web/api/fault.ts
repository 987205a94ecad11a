/** What went wrong with a request, in words that say what to do. */
export class ApiFault extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Field name → message, to show beside the field. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.name = 'ApiFault';
    this.status = status;
    this.fields = fields;
  }
}

export function toFault(error: unknown): ApiFault {
  return error instanceof ApiFault ? error : noAnswer(error);
}

/** Whether the same request may work a little later: nobody need do anything but wait. */
export function isPassing({ status }: ApiFault): boolean {
  return status === 0 || status === 429 || status >= 500;
}

export function noAnswer(error: unknown): ApiFault {
  const tooLate = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiFault(
    0,
    tooLate
      ? 'The server did not answer in time. Try again.'
      : 'The server could not be reached. Check your connection and try again.',
  );
}

/** From a `problem+json` body, or from anything a proxy may have answered instead. */
export function faultOf(status: number, body: unknown): ApiFault {
  const problem = isRecord(body) ? body : {};
  const fields = fieldMessages(problem['errors']);
  return new ApiFault(status, messageOf(status, problem, Object.values(fields)), fields);
}

function messageOf(status: number, problem: Record<string, unknown>, faults: string[]): string {
  const said = [problem['detail'], ...faults, problem['title']].find(
    (text) => typeof text === 'string' && text,
  );
  return typeof said === 'string' && status < 500 ? said : adviceFor(status);
}

function adviceFor(status: number): string {
  if (status === 403) return 'Your account may not do this. Ask an admin.';
  if (status === 404) return 'This is no longer there. Reload the page.';
  if (status === 413) return 'That is more than the server takes. Make it shorter.';
  if (status === 429) return 'Too many tries. Wait a minute, then try again.';
  if (status === 503) return 'The server is busy or restarting. Try again in a moment.';
  if (status >= 500) return 'The server failed. Try again; if it stays, the server’s log says why.';
  return 'The server refused this. Check what you entered and try again.';
}

function fieldMessages(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {};
  const pairs = errors.filter(isFieldError).map(({ field, message }) => [field, message] as const);
  return Object.fromEntries(pairs);
}

function isFieldError(value: unknown): value is { field: string; message: string } {
  return isRecord(value) && typeof value['field'] === 'string' && typeof value['message'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
