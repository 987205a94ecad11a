import { afterEach, describe, expect, test } from 'vitest';
import type { LogResult } from '../../src/crm/contract.ts';
import { anActivity } from '../activity/builders.ts';
import { caught, within } from '../contracts/under-test.ts';
import type { Effect, RequestKind } from '../fakes/salesforce/faults.ts';
import { openSalesforce, type OpenOptions, type SalesforceUnderTest } from './salesforce-under-test.ts';

let under: SalesforceUnderTest;
const open = async (options: OpenOptions = {}) => (under = await openSalesforce(options));
afterEach(() => under.close());

const activities = (count: number) =>
  Array.from({ length: count }, (_, n) => anActivity({ key: `rs-c${String(n)}-1` }));
const codes = (results: readonly LogResult[]) =>
  results.map((result) => (result.ok ? 'ok' : result.error.code));
const kinds = () => under.fake.requests.map(({ kind }) => kind);
const count = (kind: RequestKind) => kinds().filter((one) => one === kind).length;

describe('many calls', () => {
  test('450 are three requests, once the org is known', async () => {
    const { connector, fake } = await open();
    await connector.logCalls(activities(1), within());
    fake.requests.length = 0;
    const results = await connector.logCalls(activities(450), within());
    expect(new Set(codes(results))).toEqual(new Set(['ok']));
    expect(kinds()).toEqual(['write', 'write', 'write']);
    expect(fake.org.rows('Task')).toHaveLength(450);
  });

  test('cost a second request per batch where the org does not keep keys unique', async () => {
    const { connector, fake } = await open({ fake: { taskFields: [] } });
    await connector.logCalls(activities(1), within());
    fake.requests.length = 0;
    expect(codes(await connector.logCalls(activities(400), within()))).not.toContain('unknown_outcome');
    expect(kinds()).toEqual(['query', 'write', 'query', 'write']);
    expect(fake.org.rows('Task')).toHaveLength(400);
    await connector.logCalls(activities(400), within());
    expect(kinds().slice(4)).toEqual(['query', 'query']);
  });

  test('of which one key comes twice are one Task each', async () => {
    const { connector } = await open();
    const results = await connector.logCalls(
      [anActivity(), anActivity(), anActivity({ key: 'rs-c2-1' })],
      within(),
    );
    expect(results[0]).toEqual(results[1]);
    expect(under.tasks('rs-c1-1')).toHaveLength(1);
  });

  test('a locked row befalls its own call only', async () => {
    const { connector, fake } = await open();
    fake.faults.add('lock_rows', ['write']);
    expect(codes(await connector.logCalls(activities(4), within()))).toEqual([
      'ok',
      'unavailable',
      'ok',
      'unavailable',
    ]);
    expect(codes(await connector.logCalls(activities(4), within()))).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(fake.org.rows('Task')).toHaveLength(4);
  });

  test('each gets its own answer, in order', async () => {
    const { connector, fake } = await open();
    const retired = fake.org.put('User', { Name: 'Gone', IsActive: false });
    const gone = { type: 'contact', id: '0035g0000000zzz' };
    const results = await connector.logCalls(
      [
        anActivity({ key: 'a' }),
        anActivity({ key: 'b', ownerId: retired }),
        anActivity({ key: 'c', link: gone }),
        anActivity({ key: 'd', link: { type: 'contact', id: '003' } }),
        anActivity({ key: 'e' }),
      ],
      within(),
    );
    expect(codes(results)).toEqual(['ok', 'rejected', 'not_found', 'not_found', 'ok']);
    expect(results[1]).toMatchObject({
      error: { details: { fields: { OwnerId: expect.stringContaining('inactive') as string } } },
    });
  });

  test('a batch that is lost stops the rest, which were not sent', async () => {
    const { connector, fake } = await open();
    await connector.logCalls(activities(1), within());
    fake.faults.add('cut_after_write', ['write']);
    const results = codes(await connector.logCalls(activities(401), within()));
    expect(results.slice(0, 200)).toEqual(Array(200).fill('unknown_outcome'));
    expect(results.slice(200)).toEqual(Array(201).fill('unavailable'));
    expect(count('write')).toBe(2);
  });
});

describe.each([
  ['kept unique by the org', {}],
  ['looked for', { taskFields: [] }],
])('a write in doubt, keys %s', (_title, fake) => {
  test.each<[Effect, code: string, found: boolean]>([
    ['cut_before_write', 'unknown_outcome', false],
    ['cut_after_write', 'unknown_outcome', true],
    ['cut_in_answer', 'unknown_outcome', true],
    ['hang', 'unknown_outcome', false],
    ['hang_after_write', 'unknown_outcome', true],
    ['hang_in_answer', 'unknown_outcome', true],
    ['nonsense', 'unknown_outcome', true],
    ['gateway', 'unknown_outcome', false],
    ['unavailable', 'unavailable', false],
    ['slow', 'ok', true],
  ])('%s', async (effect, code, isFound) => {
    const { connector, tasks } = await open({ fake });
    await connector.findActivity('rs-none', within());
    under.fake.faults.add(effect, ['write']);
    const began = Date.now();
    expect(
      codes(await connector.logCalls([anActivity()], within(effect.startsWith('hang') ? 1_000 : 5_000))),
    ).toEqual([code]);
    expect(Date.now() - began).toBeLessThan(10_000);
    const found = await connector.findActivity('rs-c1-1', within());
    expect(found === null ? null : found.id).toBe(isFound ? tasks('rs-c1-1')[0]?.['Id'] : null);
    expect(codes(await connector.logCalls([anActivity()], within()))).toEqual(['ok']);
    expect(tasks('rs-c1-1')).toHaveLength(1);
  });

  test('is sent once, whatever becomes of it', async () => {
    const { connector } = await open({ fake });
    under.fake.faults.add('unavailable', ['write']);
    await connector.logCalls([anActivity()], within());
    expect(count('write')).toBe(1);
  });
});

describe('time', () => {
  test('that is over before anything was sent leaves nothing in doubt', async () => {
    const { connector, fake } = await open();
    await connector.logCalls(activities(1), within());
    fake.requests.length = 0;
    const late = { signal: new AbortController().signal, deadline: new Date(Date.now() - 1) };
    expect(codes(await connector.logCalls([anActivity()], late))).toEqual(['unavailable']);
    expect(kinds()).toEqual([]);
  });

  test('of a hanging org ends at the deadline, also without a signal', async () => {
    const { connector, fake } = await open();
    fake.faults.add('hang', ['search']);
    const x = { signal: new AbortController().signal, deadline: new Date(Date.now() + 300) };
    const began = Date.now();
    const query = { e164: '+420591166223', national: '591166223', country: 'CZ' };
    expect((await caught(connector.findByPhone(query, x))).code).toBe('unavailable');
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('is the owner’s: the day of the call', async () => {
    const { connector, fake } = await open();
    const tokyo = fake.org.put('User', { Name: 'Aiko', IsActive: true, TimeZoneSidKey: 'Asia/Tokyo' });
    const call = { startedAt: Date.UTC(2026, 10, 16, 15, 30) };
    await connector.logCalls(
      [anActivity({ key: 'a', ...call, ownerId: tokyo }), anActivity({ key: 'b', ...call })],
      within(),
    );
    expect(under.tasks('a')[0]).toMatchObject({ ActivityDate: '2026-11-17', OwnerId: tokyo });
    expect(under.tasks('b')[0]).toMatchObject({ ActivityDate: '2026-11-16' });
    await connector.logCalls([anActivity({ key: 'c', ...call, ownerId: tokyo.slice(0, 15) })], within());
    expect(under.tasks('c')[0]).toMatchObject({ ActivityDate: '2026-11-17', OwnerId: tokyo });
  });
});

describe('the quota of the day', () => {
  test('is not used up: logging stops, lookups go on', async () => {
    let now = Date.now();
    const { connector, fake } = await open({ fake: { apiLimit: 1_000 }, clock: () => now });
    fake.org.usage.used = 955;
    const query = { e164: '+420591166223', national: '591166223', country: 'CZ' };
    await connector.findByPhone(query, within());
    const error = await caught(connector.logCalls([anActivity()], within()));
    expect(error).toMatchObject({
      code: 'rate_limited',
      details: { scope: 'day', retryAt: now + 15 * 60_000 },
    });
    expect(
      (
        await caught(
          connector.updateCall?.({ type: 'task', id: '00T5g0000000001' }, { note: 'x' }, within()) ??
            Promise.resolve(),
        )
      ).code,
    ).toBe('rate_limited');
    expect(count('write')).toBe(0);
    expect(await connector.findByPhone(query, within())).toEqual([]);

    // Calls of yesterday have left the window; that is asked, once, after the pause.
    now += 15 * 60_000;
    fake.org.usage.used = 200;
    expect(codes(await connector.logCalls([anActivity()], within()))).toEqual(['ok']);
    expect(count('limits')).toBe(1);
  });

  test('is used up by others: Salesforce’s own word pauses the connection', async () => {
    const { connector, fake } = await open();
    fake.org.usage.used = fake.org.usage.limit;
    const query = { e164: '+420591166223', national: '591166223', country: 'CZ' };
    expect(await caught(connector.findByPhone(query, within()))).toMatchObject({
      code: 'rate_limited',
      details: { scope: 'day' },
    });
  });

  test.each<[Effect, hasRetryAt: boolean]>([
    ['too_many', false],
    ['too_many_retry_after', true],
  ])('%s', async (effect, hasRetryAt) => {
    const now = Date.now();
    const { connector, fake } = await open({ clock: () => now });
    fake.faults.add(effect, ['write']);
    const [result] = await connector.logCalls([anActivity()], within());
    expect(result).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
    if (result?.ok === false) expect(result.error.details.retryAt).toBe(hasRetryAt ? now + 7_000 : undefined);
  });
});

describe('a late change', () => {
  test('leaves what an agent wrote and chose in Salesforce', async () => {
    const { connector, fake } = await open();
    const [logged] = await connector.logCalls([anActivity({ outcome: 'missed' })], within());
    if (logged?.ok !== true) throw new Error('it was not logged');
    const description = String(under.tasks('rs-c1-1')[0]?.['Description']);
    fake.org.change('Task', logged.ref.id, {
      Description: `Mine\r\n${description}`,
      CallDisposition: 'Call again',
    });
    await connector.updateCall?.(logged.ref, { outcome: 'answered', note: 'Hello' }, within());
    expect(under.tasks('rs-c1-1')[0]).toMatchObject({
      CallDisposition: 'Call again',
      Description: expect.stringMatching(/^Mine\nOutcome: Answered[^]*\nNote: Hello$/) as string,
    });
  });

  test('tells when the record it is to belong to is gone', async () => {
    const { connector } = await open();
    const [logged] = await connector.logCalls([anActivity()], within());
    if (logged?.ok !== true) throw new Error('it was not logged');
    const link = { type: 'contact', id: '0035g0000000zzz' };
    const error = await caught(connector.updateCall?.(logged.ref, { link }, within()) ?? Promise.resolve());
    expect(error.code).toBe('not_found');
  });
});
