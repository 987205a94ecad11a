import { describe, expect, test } from 'vitest';
import { toRecordError } from '../../connectors/salesforce/collection.ts';
import { toConnectorError, type Asked } from '../../connectors/salesforce/errors.ts';
import { failureOf } from '../../connectors/salesforce/failure.ts';
import type { ConnectorErrorCode } from '../../src/crm/errors.ts';

const now = Date.UTC(2026, 10, 16, 9);
const read: Asked = { writes: false, namesRecord: false };
const write: Asked = { writes: true, namesRecord: false };

/** As jsforce throws it. */
const refusal = (errorCode: string, message = 'words', more: object = {}) =>
  Object.assign(new Error(message), { errorCode, data: { errorCode, message, ...more } });
const network = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });
const answered = (status: number, retryAfterMs: number | null = null) => ({ status, retryAfterMs });

describe('a request that Salesforce refused', () => {
  test.each<[status: number, code: string, message: string, Asked, ConnectorErrorCode]>([
    [401, 'INVALID_SESSION_ID', 'Session expired or invalid', write, 'unauthorized'],
    [403, 'API_DISABLED_FOR_ORG', '', write, 'unauthorized'],
    [403, 'INSUFFICIENT_ACCESS_OR_READONLY', '', write, 'forbidden'],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', write, 'rate_limited'],
    [400, 'STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded', write, 'rate_limited'],
    [503, 'SERVER_UNAVAILABLE', '', write, 'unavailable'],
    [400, 'UNABLE_TO_LOCK_ROW', '', write, 'unavailable'],
    [
      400,
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'T: execution of AfterInsert caused by UNABLE_TO_LOCK_ROW',
      write,
      'unavailable',
    ],
    [400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'T: execution of AfterInsert', write, 'rejected'],
    [400, 'QUERY_TIMEOUT', '', read, 'unavailable'],
    [500, 'UNKNOWN_EXCEPTION', '', write, 'unknown_outcome'],
    [500, 'UNKNOWN_EXCEPTION', '', read, 'unavailable'],
    [400, 'REQUIRED_FIELD_MISSING', '', write, 'rejected'],
    [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', '', write, 'rejected'],
    [400, 'INVALID_CROSS_REFERENCE_KEY', '', write, 'rejected'],
    [400, 'SOME_CODE_OF_NEXT_YEAR', '', write, 'rejected'],
    [404, 'NOT_FOUND', '', { ...write, namesRecord: true }, 'not_found'],
    [404, 'NOT_FOUND', 'Provided external ID field does not exist', write, 'rejected'],
    [404, 'ENTITY_IS_DELETED', '', { ...write, namesRecord: true }, 'not_found'],
    [400, 'DUPLICATES_DETECTED', 'Use one of these records?', write, 'conflict'],
    [400, 'DUPLICATE_VALUE', '', write, 'conflict'],
  ])('%i %s "%s"', (status, code, message, asked, expected) => {
    const error = toConnectorError(failureOf(refusal(code, message), answered(status)), asked, now);
    expect(error.code).toBe(expected);
    expect(error.message).toContain(code);
  });

  test.each<[status: number, read: ConnectorErrorCode, write: ConnectorErrorCode]>([
    [401, 'unauthorized', 'unauthorized'],
    [403, 'forbidden', 'forbidden'],
    [429, 'rate_limited', 'rate_limited'],
    [500, 'unavailable', 'unknown_outcome'],
    [502, 'unavailable', 'unknown_outcome'],
    [414, 'rejected', 'rejected'],
  ])('%i with a page of a gateway instead of an error', (status, whenRead, whenWritten) => {
    const page = refusal(`ERROR_HTTP_${String(status)}`, '<html>secret of the gateway</html>');
    const errors = [read, write].map((asked) =>
      toConnectorError(failureOf(page, answered(status)), asked, now),
    );
    expect(errors.map(({ code }) => code)).toEqual([whenRead, whenWritten]);
    expect(errors[0]?.message).toBe(`Salesforce answered HTTP ${String(status)}`);
  });

  test('several errors in one answer: the first decides', () => {
    const several = Object.assign(new Error('Multiple errors returned'), {
      errorCode: 'MULTIPLE_API_ERRORS',
      data: [
        {
          errorCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
        { errorCode: 'INVALID_FIELD', message: 'x' },
      ],
    });
    expect(toConnectorError(failureOf(several, answered(400)), write, now)).toMatchObject({
      code: 'rejected',
      details: { fields: { LastName: 'Required fields are missing: [LastName]' } },
    });
  });

  test('the record that is there already is named', () => {
    const record = { attributes: { type: 'Contact' }, Id: '0035g00000000aBAAQ' };
    const duplicateResult = { matchResults: [{ matchRecords: [{ matchConfidence: 90, record }] }] };
    const error = refusal('DUPLICATES_DETECTED', 'Use one of these records?', { duplicateResult });
    expect(toConnectorError(failureOf(error, answered(400)), write, now)).toMatchObject({
      code: 'conflict',
      details: { existing: { type: 'contact', id: '0035g00000000aBAAQ' } },
    });
  });
});

describe('when it may be asked again', () => {
  test.each<[code: string, message: string, retryAfterMs: number | null, details: object]>([
    ['', '', 7_000, { retryAt: now + 7_000 }],
    ['', '', null, {}],
    [
      'REQUEST_LIMIT_EXCEEDED',
      'TotalRequests Limit exceeded.',
      null,
      { scope: 'day', retryAt: now + 15 * 60_000 },
    ],
    [
      'REQUEST_LIMIT_EXCEEDED',
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      null,
      { scope: 'concurrent', retryAt: now + 5_000 },
    ],
    [
      'STORAGE_LIMIT_EXCEEDED',
      'storage limit exceeded',
      null,
      { scope: 'storage', retryAt: now + 60 * 60_000 },
    ],
  ])('%s %s, Retry-After %s', (code, message, retryAfterMs, details) => {
    const failure = failureOf(
      refusal(code === '' ? 'ERROR_HTTP_429' : code, message),
      answered(429, retryAfterMs),
    );
    expect(toConnectorError(failure, write, now)).toMatchObject({ code: 'rate_limited', details });
  });
});

describe('a request without an answer', () => {
  test.each<[thrown: unknown, read: ConnectorErrorCode, write: ConnectorErrorCode]>([
    [network('ECONNREFUSED'), 'unavailable', 'unavailable'],
    [network('ENOTFOUND'), 'unavailable', 'unavailable'],
    [network('UND_ERR_CONNECT_TIMEOUT'), 'unavailable', 'unavailable'],
    [network('CERT_HAS_EXPIRED'), 'unavailable', 'unavailable'],
    [network('ECONNRESET'), 'unavailable', 'unknown_outcome'],
    [network('UND_ERR_SOCKET'), 'unavailable', 'unknown_outcome'],
    [
      new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
      'unavailable',
      'unknown_outcome',
    ],
    ['a text', 'unavailable', 'unknown_outcome'],
  ])('%s', (thrown, whenRead, whenWritten) => {
    const codes = [read, write].map((asked) => toConnectorError(failureOf(thrown, null), asked, now).code);
    expect(codes).toEqual([whenRead, whenWritten]);
  });

  test('whose answer broke off may have been done', () => {
    const cut = failureOf(network('UND_ERR_SOCKET'), answered(200));
    expect(toConnectorError(cut, write, now).code).toBe('unknown_outcome');
    expect(toConnectorError(cut, read, now).code).toBe('unavailable');
  });
});

describe('one record of a batch', () => {
  test.each<[code: string, fields: string[], linked: boolean, ConnectorErrorCode]>([
    ['INVALID_CROSS_REFERENCE_KEY', [], true, 'not_found'],
    ['INVALID_CROSS_REFERENCE_KEY', ['WhoId'], true, 'not_found'],
    ['INVALID_CROSS_REFERENCE_KEY', ['OwnerId'], true, 'rejected'],
    ['INVALID_CROSS_REFERENCE_KEY', [], false, 'rejected'],
    ['ENTITY_IS_DELETED', [], true, 'not_found'],
    ['MALFORMED_ID', ['WhatId'], true, 'not_found'],
    ['UNABLE_TO_LOCK_ROW', [], true, 'unavailable'],
    ['UNKNOWN_EXCEPTION', [], false, 'unavailable'],
    ['INACTIVE_OWNER_OR_USER', ['OwnerId'], true, 'rejected'],
    ['STRING_TOO_LONG', ['Subject'], true, 'rejected'],
  ])('%s %j, linked: %s', (code, fields, linked, expected) => {
    expect(toRecordError({ code, message: 'words', fields }, linked).code).toBe(expected);
  });

  test('a key that is there already names its task', () => {
    const message =
      'duplicate value found: Ringside_Key__c duplicates value on record with id: 00T5g000000AbCd';
    expect(toRecordError({ code: 'DUPLICATE_VALUE', message, fields: [] }, false)).toMatchObject({
      code: 'conflict',
      details: { existing: { type: 'task', id: '00T5g000000AbCd' } },
    });
  });
});
