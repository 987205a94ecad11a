/** What the fake answers: a status and JSON, or text where a gateway would speak. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An error as REST has it: thrown anywhere, answered as a list of one. */
export class RestError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[];
  readonly more: object;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    fields: readonly string[] = [],
    more: object = {},
  ) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
    this.more = more;
  }
}

export function errorAnswer({ status, errorCode, message, fields, more }: RestError): Answer {
  const named = fields.length > 0 ? { fields } : {};
  return { status, body: [{ ...more, message, errorCode, ...named }] };
}
