import { z } from 'zod';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import { errorBody, type ErrorBody } from './guards.ts';
import { quotaOf, type Moment } from './quota.ts';

/** A write that may have arrived must be looked for before it is sent again; a question can simply be repeated. */
export type RequestKind = 'read' | 'write';

export interface RefusedAnswer {
  status: number;
  /** The `Retry-After` header, as it came. */
  retryAfter: string | null;
  /** The body as it came; often JSON. */
  text: string;
}

/** developers.hubspot.com/docs/api-reference/error-handling; the 52x are Cloudflare's, in front of HubSpot. */
const codeOfStatus: Readonly<Record<number, ConnectorErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  423: 'rate_limited',
  429: 'rate_limited',
  477: 'rate_limited',
  // These say that HubSpot did not take the request at all.
  503: 'unavailable',
  521: 'unavailable',
  523: 'unavailable',
  525: 'unavailable',
  526: 'unavailable',
  530: 'unavailable',
};

const codeOfCategory: Readonly<Record<string, ConnectorErrorCode>> = {
  VALIDATION_ERROR: 'rejected',
  OBJECT_NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  MISSING_SCOPES: 'forbidden',
  BANNED: 'forbidden',
  RATE_LIMITS: 'rate_limited',
};

/** What an answer other than 2xx means for the core. Pure: the whole table in one place. */
export function errorOf(answer: RefusedAnswer, kind: RequestKind, moment: Moment): ConnectorError {
  const body = parseError(answer.text);
  const code = refine(codeOfAnswer(answer.status, kind), body);
  const message = messageOf(body, `HubSpot answered ${answer.status}`);
  if (code === 'rate_limited') {
    return new ConnectorError(code, message, quotaOf(answer, body.policyName, moment));
  }
  return new ConnectorError(code, message, detailsOf(code, body));
}

/** One item's error within a 207: HubSpot has answered, so that item was surely not written, unless it failed itself. */
export function itemErrorOf(body: ErrorBody, moment: Moment): ConnectorError {
  const code = refine(codeOfCategory[body.category ?? ''] ?? 'unknown_outcome', body);
  const message = messageOf(body, 'HubSpot gave no reason');
  if (code !== 'rate_limited') return new ConnectorError(code, message, detailsOf(code, body));
  const none = { status: 429, retryAfter: null };
  return new ConnectorError(code, message, quotaOf(none, body.policyName, moment));
}

function codeOfAnswer(status: number, kind: RequestKind): ConnectorErrorCode {
  const known = codeOfStatus[status];
  if (known !== undefined) return known;
  if (status >= 400 && status < 500 && status !== 408) return 'rejected';
  return kind === 'write' ? 'unknown_outcome' : 'unavailable';
}

/** HubSpot says some things only in words: a value of a unique property that is taken, a link to nothing. */
function refine(code: ConnectorErrorCode, { message = '', category }: ErrorBody): ConnectorErrorCode {
  if (code !== 'rejected') return code;
  if (/already (has that value|exists)/i.test(message)) return 'conflict';
  if (category === 'OBJECT_NOT_FOUND' || /\bassociat/i.test(message)) return 'not_found';
  return code;
}

function messageOf({ message, category }: ErrorBody, otherwise: string): string {
  const words = message ?? otherwise;
  return category === undefined ? words : `${words} (${category})`;
}

function detailsOf(code: ConnectorErrorCode, body: ErrorBody) {
  if (code === 'rejected') return { fields: fieldsOf(body) };
  if (code !== 'conflict') return {};
  const message = body.message ?? '';
  const id = (/Existing ID: (\d+)/i.exec(message) ?? /(\d+) already has that value/i.exec(message))?.[1];
  return id === undefined ? {} : { existing: { type: existingType(message), id } };
}

function existingType(message: string): string {
  return /^contact\b/i.test(message) ? 'contact' : 'call';
}

const invalidValues = z.array(z.object({ name: z.string(), message: z.string() }));

/** Faults by property: in `errors[].context.propertyName`, or as JSON inside the message. */
function fieldsOf({ message, errors }: ErrorBody): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const one of errors ?? []) {
    for (const name of one.context?.['propertyName'] ?? []) fields[name] = one.message;
  }
  for (const one of listedIn(message ?? '')) fields[one.name] = one.message;
  return fields;
}

function listedIn(message: string): z.infer<typeof invalidValues> {
  const json = /Property values were not valid: (\[.*\])/s.exec(message)?.[1];
  return json === undefined ? [] : (invalidValues.safeParse(parseJson(json)).data ?? []);
}

function parseError(text: string): ErrorBody {
  return errorBody.safeParse(parseJson(text)).data ?? {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway's HTML page, or a body that was cut: the status says what there is to say.
    return null;
  }
}

/** Failures of the connection that come before a request is sent: Node's, and undici's. */
const beforeSending = new Set([
  'ERR_ADDRESS_REFUSED',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** No whole answer came: refused, cut, too late, or not what HubSpot says. */
export function errorOfSilence(cause: unknown, kind: RequestKind): ConnectorError {
  const sent = !codesOf(cause).some((code) => beforeSending.has(code));
  if (kind === 'write' && sent) {
    return new ConnectorError('unknown_outcome', 'HubSpot’s answer to a write was lost', { cause });
  }
  return new ConnectorError('unavailable', 'HubSpot did not answer', { cause });
}

/** `fetch failed` hides its reasons: undici nests them, and gathers one per address tried. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...gathered, ...codesOf(error.cause)];
}
