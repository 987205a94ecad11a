import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../../src/crm/errors.ts';
import { asConnectorError, backoffMs, decide, words, type Attempted } from '../../src/activity/outcome.ts';

const now = 1_000_000;
const minute = 60_000;
const noJitter = () => 1;
const log: Attempted = { kind: 'log', tries: 0, linked: true };
const decided = (error: ConnectorError, attempted: Partial<Attempted> = {}) =>
  decide(error, { ...log, ...attempted }, now, noJitter);
const error = (code: ConnectorError['code'], details: ConnectorError['details'] = {}) =>
  new ConnectorError(code, 'The words of the CRM', details);

const again = { next: 'again', unsure: false, counts: true, dropLink: false, setback: null };

describe('what is done about an error', () => {
  test.each([
    ['unauthorized', log, { ...again, at: now, counts: false, setback: { suspend: 'The words of the CRM' } }],
    ['forbidden', log, { next: 'refused', reason: 'The words of the CRM', unsure: false }],
    ['rejected', log, { next: 'refused', reason: 'The words of the CRM', unsure: false }],
    [
      'rate_limited',
      log,
      { ...again, at: now + minute, counts: false, setback: { pauseUntil: now + minute } },
    ],
    ['unavailable', log, { ...again, at: now + 1_000 }],
    ['unknown_outcome', log, { ...again, at: now + 2_000, unsure: true }],
    ['not_found', log, { ...again, at: now, dropLink: true }],
    [
      'not_found',
      { ...log, linked: false },
      { next: 'refused', reason: 'The words of the CRM', unsure: false },
    ],
    ['conflict', log, { ...again, at: now + 2_000, unsure: true }],
    ['conflict', { ...log, kind: 'update' }, { next: 'logged', ref: null }],
    [
      'forbidden',
      { ...log, kind: 'find' },
      { next: 'refused', reason: 'The words of the CRM', unsure: true },
    ],
    ['not_found', { ...log, kind: 'find' }, { ...again, at: now + 1_000, unsure: true }],
    ['unavailable', { ...log, kind: 'find' }, { ...again, at: now + 1_000, unsure: true }],
    [
      'unauthorized',
      { ...log, kind: 'find' },
      { ...again, at: now, counts: false, unsure: true, setback: { suspend: 'The words of the CRM' } },
    ],
  ] as const)('%s of %o', (code, attempted, expected) => {
    expect(decided(error(code), attempted)).toEqual(expected);
  });

  test('a conflict that names the record counts as done', () => {
    const existing = { type: 'task', id: '00T' };
    expect(decided(error('conflict', { existing }))).toEqual({ next: 'logged', ref: existing });
  });

  test('a quota is waited for as long as the CRM says, within reason', () => {
    const pause = (retryAt: number) => decided(error('rate_limited', { retryAt }));
    expect(pause(now + 5 * minute)).toMatchObject({ at: now + 5 * minute });
    expect(pause(now - minute)).toMatchObject({ at: now + 1_000 });
    expect(pause(now + 7 * 24 * 60 * minute)).toMatchObject({ at: now + 24 * 60 * minute });
    expect(pause(Number.NaN)).toMatchObject({ at: now + minute });
  });

  test('an unavailable CRM is asked for ever, ever more seldom, every 5 minutes at last', () => {
    const waits = [0, 1, 2, 5, 8, 9, 1_000_000].map((tries) => {
      const decision = decided(error('unavailable'), { tries });
      return decision.next === 'again' ? decision.at - now : null;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 256_000, 5 * minute, 5 * minute]);
  });
});

test('jitter spreads the retries over the second half of the wait', () => {
  expect(backoffMs(3, () => 0)).toBe(4_000);
  expect(backoffMs(3, () => 0.999)).toBeLessThan(8_001);
});

test('what a connector should not throw is taken for a write that may have arrived', () => {
  expect(asConnectorError(new TypeError('x is undefined'))).toMatchObject({
    code: 'unknown_outcome',
    message: 'The connector failed: x is undefined',
  });
  expect(asConnectorError('boom').code).toBe('unknown_outcome');
  const own = error('rejected');
  expect(asConnectorError(own)).toBe(own);
});

test('the CRM’s words name the fields, hold no NUL and end at 1,000 characters', () => {
  const fields = { Subject: 'too long', OwnerId: 'inactive' };
  expect(words(error('rejected', { fields }))).toBe(
    'The words of the CRM; Subject: too long; OwnerId: inactive',
  );
  expect(words(new ConnectorError('rejected', 'a\0b'))).toBe('ab');
  expect(words(new ConnectorError('rejected', 'x'.repeat(5_000)))).toHaveLength(1_000);
});
