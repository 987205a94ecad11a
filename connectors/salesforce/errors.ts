import { ConnectorError, type ConnectorErrorCode, type ConnectorErrorDetails } from '../../src/crm/errors.ts';
import type { Failure } from './failure.ts';

/** What the request was to do, as far as its failure depends on it. */
export interface Asked {
  /** A write whose answer is lost may have been done. */
  writes: boolean;
  /** The path names one record: 404 means that it is gone, not that the path or a field is wrong. */
  namesRecord: boolean;
}

const second = 1_000;
const minute = 60 * second;
/** The day's quota is a window that slides, so that it opens a little all the time. */
const dayQuotaPauseMs = 15 * minute;
const concurrencyPauseMs = 5 * second;
const storagePauseMs = 60 * minute;

/** Salesforce's words (REST and SOAP API Developer Guides, "StatusCode" and "ExceptionCode") to the core's. */
const codes: Readonly<Record<string, ConnectorErrorCode>> = {
  INVALID_SESSION_ID: 'unauthorized',
  INVALID_AUTH_HEADER: 'unauthorized',
  INVALID_LOGIN: 'unauthorized',
  INVALID_OPERATION_WITH_EXPIRED_PASSWORD: 'unauthorized',
  // Of the whole org or user, and an admin's to mend: work waits instead of dying row by row.
  API_DISABLED_FOR_ORG: 'unauthorized',
  ORG_LOCKED: 'unauthorized',

  INSUFFICIENT_ACCESS: 'forbidden',
  INSUFFICIENT_ACCESS_OR_READONLY: 'forbidden',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'forbidden',
  FUNCTIONALITY_NOT_ENABLED: 'forbidden',

  REQUEST_LIMIT_EXCEEDED: 'rate_limited',
  STORAGE_LIMIT_EXCEEDED: 'rate_limited',

  UNABLE_TO_LOCK_ROW: 'unavailable',
  SERVER_UNAVAILABLE: 'unavailable',
  API_CURRENTLY_DISABLED: 'unavailable',
  QUERY_TIMEOUT: 'unavailable',
  REQUEST_RUNNING_TOO_LONG: 'unavailable',
  PROCESSING_HALTED: 'unavailable',

  NOT_FOUND: 'not_found',
  ENTITY_IS_DELETED: 'not_found',

  DUPLICATE_VALUE: 'conflict',
  DUPLICATES_DETECTED: 'conflict',
  // All others say that the data is wrong: REQUIRED_FIELD_MISSING, FIELD_CUSTOM_VALIDATION_EXCEPTION, INVALID_FIELD …
};

/** The error of the contract for a request that failed. `now` in epoch ms. */
export function toConnectorError(failure: Failure, asked: Asked, now: number): ConnectorError {
  const lost = asked.writes ? 'unknown_outcome' : 'unavailable';
  switch (failure.kind) {
    case 'unreached':
      return new ConnectorError('unavailable', 'Salesforce could not be reached', { cause: failure.cause });
    case 'lost':
      return new ConnectorError(lost, 'Salesforce gave no whole answer', { cause: failure.cause });
    case 'unreadable':
      return new ConnectorError(
        lost,
        `Salesforce gave an answer nobody understands (HTTP ${failure.status})`,
        {
          cause: failure.cause,
        },
      );
    case 'refused':
      return refusal(failure, asked, now);
  }
}

type Refused = Extract<Failure, { kind: 'refused' }>;

function refusal(failure: Refused, asked: Asked, now: number): ConnectorError {
  const { status, code, message, fields, existing, retryAfterMs } = failure;
  const ours = codeOf(failure, asked);
  const details: ConnectorErrorDetails = {
    ...(ours === 'rate_limited' ? pauseAfter(failure, now) : {}),
    ...(ours === 'unavailable' && retryAfterMs !== null ? { retryAt: now + retryAfterMs } : {}),
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields.map((field) => [field, message])) } : {}),
    ...(existing === undefined ? {} : { existing }),
  };
  const words = [code, message].filter((word) => word !== '').join(': ');
  return new ConnectorError(ours, words === '' ? `Salesforce answered HTTP ${status}` : words, details);
}

function codeOf({ status, code, message }: Refused, { writes, namesRecord }: Asked): ConnectorErrorCode {
  const known = recordErrorCode(code, message);
  if (known === 'not_found' && !namesRecord) return 'rejected';
  if (known !== null) return known;
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rate_limited';
  // A gateway in between may have given up on a request that Salesforce went on with.
  if (status >= 500) return writes ? 'unknown_outcome' : 'unavailable';
  if (code === '' && status === 403) return 'forbidden';
  return 'rejected';
}

/** The core's word for Salesforce's; null: it depends on the HTTP status, and without one the data is wrong. */
export function recordErrorCode(code: string, message: string): ConnectorErrorCode | null {
  // What the org's own automations ran into comes wrapped in another code.
  if (message.includes('UNABLE_TO_LOCK_ROW')) return 'unavailable';
  return codes[code] ?? null;
}

function pauseAfter({ code, message, retryAfterMs }: Refused, now: number): ConnectorErrorDetails {
  if (retryAfterMs !== null) return { retryAt: now + retryAfterMs };
  if (code === 'STORAGE_LIMIT_EXCEEDED') return { scope: 'storage', retryAt: now + storagePauseMs };
  if (message.includes('ConcurrentRequests'))
    return { scope: 'concurrent', retryAt: now + concurrencyPauseMs };
  return code === 'REQUEST_LIMIT_EXCEEDED' ? dayQuotaUsed(now) : {};
}

/** The pause while the calls of the last 24 hours are used up. */
export function dayQuotaUsed(now: number): ConnectorErrorDetails {
  return { scope: 'day', retryAt: now + dayQuotaPauseMs };
}
