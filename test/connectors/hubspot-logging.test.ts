import { afterEach, describe, expect, test } from 'vitest';
import type { Connector, LogResult } from '../../src/crm/contract.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import { anActivity } from '../activity/builders.ts';
import { caught, karel, within } from '../contracts/under-test.ts';
import { answering } from '../fakes/hubspot/faults.ts';
import { refusal } from '../fakes/hubspot/reply.ts';
import type { FakeHubspotOptions } from '../fakes/hubspot/server.ts';
import { callsWithKey, openHubspot, openUnderTest, type HubspotUnderTest } from './hubspot-under-test.ts';

let under: HubspotUnderTest;
const open = async (options: FakeHubspotOptions = {}): Promise<Connector> => {
  under = await openUnderTest(options);
  under.fake.requests.length = 0;
  return under.connector;
};
afterEach(() => under.close());

const many = (count: number, overrides: (n: number) => Partial<CallActivity> = () => ({})): CallActivity[] =>
  Array.from({ length: count }, (_, n) => anActivity({ key: `rs-c${String(n)}-1`, ...overrides(n) }));
const asked = () => under.fake.requests.map(({ route }) => route);
const codes = (results: readonly LogResult[]) =>
  results.map((result) => (result.ok ? 'ok' : result.error.code));
const logged = () => under.fake.account.live('calls').length;

describe('the cost of a burst', () => {
  test('250 calls with their links are 3 requests', async () => {
    const connector = await open();
    const [ref = null] = await under.seed([karel]);
    const results = await connector.logCalls(
      many(250, () => ({ link: ref })),
      within(),
    );
    expect(new Set(codes(results))).toEqual(new Set(['ok']));
    expect(asked()).toEqual(Array(3).fill('calls.batch.create'));
    expect(under.fake.account.live('calls').every(({ links }) => links[0]?.id === ref?.id)).toBe(true);
  });

  test('where keys are searched for: 2 requests for 100 calls', async () => {
    const connector = await open({ mayHaveUnique: false });
    await connector.logCalls(many(250), within(10_000));
    expect(asked()).toHaveLength(6);
    expect(logged()).toBe(250);
  });

  test('2,000 calls, all that is read of the account included: at most 0.03 a call', async () => {
    await open();
    const fresh = openHubspot(under.fake);
    for (let at = 0; at < 20; at += 1) {
      await fresh.logCalls(
        many(100, (n) => ({ key: `rs-b${String(at)}-${String(n)}` })),
        within(),
      );
    }
    expect(logged()).toBe(2_000);
    expect(asked().length / 2_000).toBeLessThanOrEqual(0.03);
  });
});

describe('each call has its own fate', () => {
  test('results come in the order of the calls, whatever order HubSpot answers in', async () => {
    const connector = await open();
    const results = await connector.logCalls(many(5), within());
    const ids = results.map((result) => (result.ok ? result.ref.id : null));
    const keys = ids.map((id) => under.fake.account.find('calls', id ?? '')?.properties['ringside_key']);
    expect(keys).toEqual(many(5).map(({ key }) => key));
  });

  test('one that HubSpot refuses names its fault, and the others are logged', async () => {
    const connector = await open();
    const results = await connector.logCalls(
      many(3, (n) => (n === 1 ? { ownerId: '404' } : {})),
      within(),
    );
    expect(codes(results)).toEqual(['ok', 'rejected', 'ok']);
    expect(results[1]).toMatchObject({
      error: { details: { fields: { hubspot_owner_id: 'Owner 404 does not exist' } } },
    });
  });

  test('half a batch that fails is unknown, half is logged, and then each is there once', async () => {
    const connector = await open();
    under.fake.fail({ fault: { do: 'partial' }, only: ['calls.batch.create'] });
    const results = await connector.logCalls(many(4), within());
    expect(codes(results)).toEqual(['ok', 'unknown_outcome', 'ok', 'unknown_outcome']);
    expect(await connector.findActivity('rs-c1-1', within())).toBeNull();
    expect(codes(await connector.logCalls(many(4), within()))).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(logged()).toBe(4);
  });

  test('the same key twice in one batch is one call', async () => {
    const connector = await open();
    const [first, second] = await connector.logCalls([anActivity(), anActivity()], within());
    expect(first).toMatchObject({ ok: true });
    expect(second).toEqual(first);
    expect(logged()).toBe(1);
  });

  test('a batch refused as a whole is split until the fault is alone', async () => {
    const connector = await open();
    const problem = { status: 400, category: 'VALIDATION_ERROR', message: 'one of these is wrong' };
    under.fake.fail({
      fault: { do: 'answer', reply: refusal(problem) },
      only: ['calls.batch.create'],
      times: 3,
    });
    // The fake refuses all 4, then the first 2, then the first alone.
    expect(codes(await connector.logCalls(many(4), within()))).toEqual(['rejected', 'ok', 'ok', 'ok']);
    expect(logged()).toBe(3);
  });

  test('a batch refused because some are there already is read, and the rest is written', async () => {
    const connector = await open();
    await openHubspot(under.fake).logCalls(many(2), within());
    const problem = { status: 409, category: 'CONFLICT', message: 'one of these exists' };
    under.fake.fail({ fault: { do: 'answer', reply: refusal(problem) }, only: ['calls.batch.create'] });
    expect(codes(await connector.logCalls(many(4), within()))).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(logged()).toBe(4);
  });

  test('what was written before a later batch failed is reported as written', async () => {
    const connector = await open();
    const results = connector.logCalls(many(150), within());
    under.fake.fail({ fault: { do: 'slow', ms: 100 }, only: ['calls.batch.create'] });
    under.fake.fail({ fault: answering(503), only: ['calls.batch.create'] });
    expect(codes(await results)).toEqual([
      ...Array<string>(100).fill('ok'),
      ...Array<string>(50).fill('unavailable'),
    ]);
  });

  test('a property that somebody removed is learnt of by the next try', async () => {
    const connector = await open();
    const { properties } = under.fake.account;
    properties.calls = properties.calls.filter(({ name }) => name !== 'ringside_queue');
    const queued = anActivity({ queue: 'helpdesk' });
    expect(codes(await connector.logCalls([queued], within()))).toEqual(['rejected']);
    expect(codes(await connector.logCalls([queued], within()))).toEqual(['ok']);
  });
});

describe('a write whose answer was lost, while searches lag', () => {
  const lagging = { mayHaveUnique: false, searchLagMs: 250 };

  test('is found when the index knows it, and not written again', async () => {
    const connector = await open(lagging);
    under.fake.fail({ fault: { do: 'cut' }, only: ['calls.batch.create'] });
    expect(codes(await connector.logCalls([anActivity()], within()))).toEqual(['unknown_outcome']);
    expect(await connector.findActivity('rs-c1-1', within())).toMatchObject({ type: 'call' });
    expect(logged()).toBe(1);
  });

  test('is not believed to be missing before that: "not known yet" is no "no"', async () => {
    const connector = await open(lagging);
    under.fake.fail({ fault: { do: 'cut' }, only: ['calls.batch.create'] });
    await connector.logCalls([anActivity()], within());
    expect((await caught(connector.findActivity('rs-c1-1', within(100)))).code).toBe('unavailable');
    // Even a core that did not look would not make a second one.
    expect(codes(await connector.logCalls([anActivity()], within()))).toEqual(['unknown_outcome']);
    expect(logged()).toBe(1);
  });

  test('a process that died with the answer leaves the same doubt to the next', async () => {
    const connector = await open(lagging);
    under.fake.fail({ fault: { do: 'cut' }, only: ['calls.batch.create'] });
    await connector.logCalls([anActivity()], within());
    const reborn = openHubspot(under.fake);
    expect(await reborn.findActivity('rs-c1-1', within())).not.toBeNull();
  });

  test('what was just written is known without asking', async () => {
    const connector = await open(lagging);
    const [first] = await connector.logCalls([anActivity()], within());
    const before = asked().length;
    expect(await connector.logCalls([anActivity()], within())).toEqual([first]);
    expect(asked()).toHaveLength(before);
  });

  test('a hundred lost writes are looked for with one question', async () => {
    const connector = await open();
    under.fake.fail({ fault: { do: 'cut' }, only: ['calls.batch.create'] });
    await connector.logCalls(many(100), within());
    const before = asked().length;
    const found = await Promise.all(many(100).map(({ key }) => connector.findActivity(key, within())));
    expect(found.every((ref) => ref !== null)).toBe(true);
    expect(asked().slice(before)).toEqual(['calls.batch.read']);
  });
});

test('a server that hangs costs no more than the deadline', async () => {
  const connector = await open();
  under.fake.fail({ fault: { do: 'hang' }, only: ['calls.batch.create'] });
  const begun = performance.now();
  expect(codes(await connector.logCalls([anActivity()], within(300)))).toEqual(['unknown_outcome']);
  expect(performance.now() - begun).toBeLessThan(8_000);
});

test('a slow server is waited for', async () => {
  const connector = await open();
  under.fake.fail({ fault: { do: 'slow', ms: 300 }, only: ['calls.batch.create'] });
  expect(codes(await connector.logCalls([anActivity()], within()))).toEqual(['ok']);
});

test('a server that is not there was not written to', async () => {
  const connector = await open();
  await connector.logCalls([anActivity({ key: 'rs-c0-1' })], within());
  await under.fake.close();
  // Until the kept connections are known to be closed.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(codes(await connector.logCalls([anActivity()], within()))).toEqual(['unavailable']);
});

test('the key is compared exactly, though HubSpot searches in small letters', async () => {
  const connector = await open({ mayHaveUnique: false });
  const keys = ['rs-ABC-1', 'rs-abc-1'];
  const results = await connector.logCalls(
    keys.map((key) => anActivity({ key })),
    within(),
  );
  const again = await openHubspot(under.fake).logCalls(
    keys.map((key) => anActivity({ key })),
    within(),
  );
  expect(again).toEqual(results);
  expect(keys.flatMap((key) => callsWithKey(under.fake, key))).toHaveLength(2);
});

test('an account that refuses every third request is read all the same', async () => {
  await open();
  let asked = 0;
  under.fake.weather(() => ((asked += 1) % 3 === 0 ? answering(503) : null));
  const fresh = openHubspot(under.fake);
  for (let tries = 0; tries < 4; tries += 1)
    await fresh.logCalls([anActivity()], within()).catch(() => undefined);
  expect(logged()).toBe(1);
});
