import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLimiter, type Limiter } from '../../connectors/hubspot/limiter.ts';
import { anActivity } from '../activity/builders.ts';
import { caught, karel, karelsNumber, within } from '../contracts/under-test.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { tooMany } from '../fakes/hubspot/limits.ts';
import { openHubspot, openUnderTest, type HubspotUnderTest } from './hubspot-under-test.ts';

let under: HubspotUnderTest;
beforeEach(async () => {
  under = await openUnderTest();
});
afterEach(() => under.close());

test('never more than 5 searches a second, however many rings there are', async () => {
  await under.seed([karel]);
  const rings = Array.from({ length: 12 }, () => under.connector.findByPhone(karelsNumber, within()));
  expect((await Promise.all(rings)).every((matches) => matches.length === 1)).toBe(true);
  expect(under.fake.limits.searchPeak).toBeLessThanOrEqual(5);
});

test('a ring that would have to wait longer than its deadline says so, and until when', async () => {
  await under.seed([karel]);
  const rings = Array.from({ length: 12 }, () => under.connector.findByPhone(karelsNumber, within(300)));
  const results = await Promise.allSettled(rings);
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(7);
  expect(refused[0]).toMatchObject({ reason: { code: 'rate_limited', details: { scope: 'search' } } });
});

test('a ring passes the searches of logging', async () => {
  const slow = await openUnderTest({ mayHaveUnique: false });
  await slow.seed([karel]);
  const done: string[] = [];
  const logs = Array.from({ length: 10 }, async (_, n) => {
    await slow.connector.logCalls([anActivity({ key: `rs-c${String(n)}-1` })], within(10_000));
    done.push('log');
  });
  await slow.connector.findByPhone(karelsNumber, within());
  done.push('ring');
  await Promise.all(logs);
  // Ten logs need more than two seconds of searches; the ring came after all of them.
  expect(done.at(-1)).toBe('log');
  await slow.close();
});

test.each([
  ['SECONDLY', 'second', 1_000],
  ['TEN_SECONDLY_ROLLING', 'ten seconds', 10_000],
] as const)('429 %s pauses the next request too, without asking', async (policy, scope, ms) => {
  under.fake.fail({ fault: { do: 'answer', reply: tooMany(policy) }, only: ['contacts.search'] });
  const error = await caught(under.connector.findByPhone(karelsNumber, within()));
  expect(error.details.scope).toBe(scope);
  expect(error.details.retryAt).toBeGreaterThan(Date.now() + ms - 500);
  const before = under.fake.requests.length;
  expect((await caught(under.connector.findByPhone(karelsNumber, within(300)))).code).toBe('rate_limited');
  expect(under.fake.requests).toHaveLength(before);
});

test('429 with Retry-After waits as long as that says', async () => {
  const reply = tooMany('TEN_SECONDLY_ROLLING', { 'Retry-After': '1' });
  under.fake.fail({ fault: { do: 'answer', reply }, only: ['contacts.search'] });
  const { details } = await caught(under.connector.findByPhone(karelsNumber, within()));
  expect(details.retryAt).toBeLessThanOrEqual(Date.now() + 1_000);
  expect(await under.connector.findByPhone(karelsNumber, within())).toEqual([]);
});

test('the daily quota ends at midnight of the account', async () => {
  under.fake.fail({ fault: { do: 'answer', reply: tooMany('DAILY') }, only: ['contacts.search'] });
  const { details } = await caught(under.connector.findByPhone(karelsNumber, within()));
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Prague', timeStyle: 'medium' });
  expect(clock.format(details.retryAt)).toBe('00:00:00');
});

test.each([423, 477])('%i is a wait, not a fault of the call', async (status) => {
  under.fake.fail({ fault: answering(status, { 'Retry-After': '2' }), only: ['calls.batch.create'] });
  const [result] = await under.connector.logCalls([anActivity()], within());
  expect(result).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
});

test('a real window of 100 requests in 10 s is never overrun', async () => {
  const small = await openUnderTest({ limits: { tenSecondly: 40 } });
  const connector = openHubspot(small.fake);
  const asks = Array.from({ length: 60 }, async () =>
    connector.findById?.({ type: 'contact', id: '1' }, within(1_500)),
  );
  const results = await Promise.allSettled(asks);
  const refusals = results.filter((one): one is PromiseRejectedResult => one.status === 'rejected');
  expect(refusals.length).toBeGreaterThan(0);
  for (const { reason } of refusals) expect(reason).toMatchObject({ code: 'rate_limited' });
  await small.close();
});

describe('the limiter', () => {
  const limiter = (limit: number, windowMs = 60_000) =>
    createLimiter({ limit, windowMs, reserve: 1, scope: 'test', clock: () => Date.now() });
  const turn = (urgent: boolean, ms = 1_000) => ({
    signal: AbortSignal.timeout(ms),
    deadline: Date.now() + ms,
    urgent,
  });

  /** A request that is answered at once. */
  const ask = async ({ take }: Limiter, one: Parameters<Limiter['take']>[0]): Promise<void> => {
    const done = await take(one);
    done();
  };

  test('keeps a turn for the urgent', async () => {
    const window = limiter(2);
    await ask(window, turn(false));
    expect((await caught(ask(window, turn(false, 50)))).code).toBe('rate_limited');
    await ask(window, turn(true));
  });

  test('gives up at once what those ahead leave no time for', async () => {
    const window = limiter(2, 3_000);
    await Promise.all([ask(window, turn(true)), ask(window, turn(true))]);
    const order: string[] = [];
    const ahead = [1, 2].map(() => ask(window, turn(true, 5_000)).then(() => order.push('turn')));
    const late = caught(ask(window, turn(true, 5_000))).then(({ code }) => order.push(code));
    await Promise.all([...ahead, late]);
    expect(order).toEqual(['rate_limited', 'turn', 'turn']);
  });

  test('gives up at once what waits when a pause is longer than its deadline', async () => {
    const window = limiter(1, 400);
    await ask(window, turn(true));
    const waiting = caught(ask(window, turn(true, 10_000)));
    const begun = performance.now();
    window.pauseUntil(Date.now() + 20_000);
    expect((await waiting).code).toBe('rate_limited');
    expect(performance.now() - begun).toBeLessThan(8_000);
  });

  test('lets the urgent go first, and the others in order', async () => {
    const window = limiter(2, 200);
    await Promise.all([ask(window, turn(true)), ask(window, turn(true))]);
    const order: string[] = [];
    const wait = async (name: string, urgent: boolean) => {
      await ask(window, turn(urgent, 3_000));
      order.push(name);
    };
    await Promise.all([wait('first', false), wait('second', false), wait('ring', true)]);
    expect(order).toEqual(['ring', 'first', 'second']);
  });

  test('what is under way counts until it ended', async () => {
    const window = limiter(1, 50);
    const done = await window.take(turn(true));
    expect((await caught(ask(window, turn(true, 200)))).code).toBe('rate_limited');
    done();
    await ask(window, turn(true));
  });

  test('who gives up makes room for the next', async () => {
    const window = limiter(2, 300);
    await Promise.all([ask(window, turn(true)), ask(window, turn(true))]);
    const impatient = new AbortController();
    const given = caught(
      ask(window, { signal: impatient.signal, deadline: Date.now() + 5_000, urgent: true }),
    );
    const patient = ask(window, turn(true, 5_000));
    impatient.abort();
    expect((await given).code).toBe('rate_limited');
    await patient;
  });
});
