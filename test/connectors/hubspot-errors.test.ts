import { describe, expect, test } from 'vitest';
import { errorOf, errorOfSilence, itemErrorOf, type RequestKind } from '../../connectors/hubspot/errors.ts';
import type { ConnectorErrorCode } from '../../src/crm/errors.ts';
import { start } from '../activity/builders.ts';

const moment = { now: start, timeZone: 'Europe/Prague' };
const answer = (status: number, body: object | string = {}, retryAfter: string | null = null) => ({
  status,
  retryAfter,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('what an answer means for the core', () => {
  const table: [status: number, read: ConnectorErrorCode, write: ConnectorErrorCode][] = [
    [400, 'rejected', 'rejected'],
    [401, 'unauthorized', 'unauthorized'],
    [403, 'forbidden', 'forbidden'],
    [404, 'not_found', 'not_found'],
    [408, 'unavailable', 'unknown_outcome'],
    [409, 'conflict', 'conflict'],
    [414, 'rejected', 'rejected'],
    [423, 'rate_limited', 'rate_limited'],
    [429, 'rate_limited', 'rate_limited'],
    [477, 'rate_limited', 'rate_limited'],
    [500, 'unavailable', 'unknown_outcome'],
    [502, 'unavailable', 'unknown_outcome'],
    [503, 'unavailable', 'unavailable'],
    [504, 'unavailable', 'unknown_outcome'],
    [521, 'unavailable', 'unavailable'],
    [522, 'unavailable', 'unknown_outcome'],
    [523, 'unavailable', 'unavailable'],
    [524, 'unavailable', 'unknown_outcome'],
    [302, 'unavailable', 'unknown_outcome'],
  ];
  test.each(table)('%i', (status, read, write) => {
    expect(errorOf(answer(status), 'read', moment).code).toBe(read);
    expect(errorOf(answer(status), 'write', moment).code).toBe(write);
  });

  test('a body that is no JSON takes nothing from what the status says', () => {
    const error = errorOf(answer(502, '<html>Bad gateway</html>'), 'read', moment);
    expect(error).toMatchObject({ code: 'unavailable', message: 'HubSpot answered 502' });
  });
});

describe('until when to wait', () => {
  const seconds = 1_000;
  const midnightInPrague = Date.UTC(2026, 10, 16, 23);
  test.each([
    ['DAILY', null, midnightInPrague, 'day'],
    ['TEN_SECONDLY_ROLLING', null, start + 10 * seconds, 'ten seconds'],
    ['ten_secondly_rolling', '3', start + 3 * seconds, 'ten seconds'],
    ['SECONDLY', null, start + seconds, 'second'],
    ['SECONDLY', new Date(start + 7 * seconds).toUTCString(), start + 7 * seconds, 'second'],
    ['SECONDLY', 'soon', start + seconds, 'second'],
    [undefined, null, start + 10 * seconds, 'unknown'],
  ])('429 %s, Retry-After %s', (policyName, retryAfter, retryAt, scope) => {
    const { details } = errorOf(answer(429, { policyName }, retryAfter), 'write', moment);
    expect(details).toMatchObject({ retryAt, scope });
  });

  test('a daily quota in an account whose time zone is not known: an hour', () => {
    for (const timeZone of [null, 'Mars/Olympus']) {
      const { details } = errorOf(answer(429, { policyName: 'DAILY' }), 'read', { now: start, timeZone });
      expect(details.retryAt).toBe(start + 3_600 * seconds);
    }
  });

  test('a lock lasts two seconds, a migration as long as HubSpot says', () => {
    expect(errorOf(answer(423), 'write', moment).details.retryAt).toBe(start + 2 * seconds);
    expect(errorOf(answer(477, {}, '600'), 'write', moment).details).toMatchObject({
      retryAt: start + 600 * seconds,
      scope: 'migration',
    });
  });
});

describe('the CRM’s words', () => {
  test('faults by property, from the list of errors', () => {
    const body = {
      category: 'VALIDATION_ERROR',
      message: 'Property values were not valid',
      errors: [{ message: 'too long', code: 'INVALID_LENGTH', context: { propertyName: ['hs_call_title'] } }],
    };
    const error = errorOf(answer(400, body), 'write', moment);
    expect(error.message).toBe('Property values were not valid (VALIDATION_ERROR)');
    expect(error.details.fields).toEqual({ hs_call_title: 'too long' });
  });

  test('faults by property, from JSON inside the message', () => {
    const inside = [
      { isValid: false, message: 'Property "x" does not exist', error: 'PROPERTY_DOESNT_EXIST', name: 'x' },
    ];
    const message = `Property values were not valid: ${JSON.stringify(inside)}`;
    const { details } = errorOf(answer(400, { message, category: 'VALIDATION_ERROR' }), 'write', moment);
    expect(details.fields).toEqual({ x: 'Property "x" does not exist' });
  });

  test('who is there already', () => {
    const contact = errorOf(
      answer(409, { message: 'Contact already exists. Existing ID: 77', category: 'CONFLICT' }),
      'write',
      moment,
    );
    expect(contact).toMatchObject({ code: 'conflict', details: { existing: { type: 'contact', id: '77' } } });
    const message = 'Cannot set PropertyValueCoordinates{…, value=rs-1}. 88 already has that value.';
    const call = itemErrorOf({ message, category: 'VALIDATION_ERROR' }, moment);
    expect(call).toMatchObject({ code: 'conflict', details: { existing: { type: 'call', id: '88' } } });
  });
});

test.each<[string | undefined, ConnectorErrorCode]>([
  ['VALIDATION_ERROR', 'rejected'],
  ['OBJECT_NOT_FOUND', 'not_found'],
  ['CONFLICT', 'conflict'],
  ['MISSING_SCOPES', 'forbidden'],
  ['RATE_LIMITS', 'rate_limited'],
  ['INTERNAL_ERROR', 'unknown_outcome'],
  [undefined, 'unknown_outcome'],
])('an item of a 207 that failed with %s', (category, code) => {
  expect(itemErrorOf({ category }, moment).code).toBe(code);
});

test('a link to nothing is told by words alone', () => {
  const message = 'One or more associations are not valid';
  expect(itemErrorOf({ message, category: 'VALIDATION_ERROR' }, moment).code).toBe('not_found');
});

describe('no answer at all', () => {
  const failed = (code: string): Error =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  test.each<[string, RequestKind, ConnectorErrorCode]>([
    ['ECONNREFUSED', 'write', 'unavailable'],
    ['ENOTFOUND', 'write', 'unavailable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'write', 'unavailable'],
    ['UND_ERR_SOCKET', 'write', 'unknown_outcome'],
    ['ECONNRESET', 'write', 'unknown_outcome'],
    ['ECONNRESET', 'read', 'unavailable'],
  ])('%s during a %s', (code, kind, expected) => {
    expect(errorOfSilence(failed(code), kind).code).toBe(expected);
  });

  test('every address of a host refused the connection', () => {
    const all = new AggregateError([failed('ECONNREFUSED'), failed('ECONNREFUSED')]);
    expect(errorOfSilence(new TypeError('fetch failed', { cause: all }), 'write').code).toBe('unavailable');
  });

  test('given up while waiting', () => {
    expect(errorOfSilence(new DOMException('late', 'TimeoutError'), 'write').code).toBe('unknown_outcome');
  });
});
