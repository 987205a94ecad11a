import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, linuxboxKey } from '../support/office.ts';
import { ask, exchange, requestBytes, type RawAnswer } from '../support/raw-http.ts';
import { startTestService, type TestService } from '../support/service.ts';

const guardedKey = 'GuardedKey0123456789abcdefg';
const fencedKey = 'FencedKey0123456789abcdefgh';

let office: TestService;
beforeAll(async () => {
  const { sources = [] } = anOffice();
  const shared = { dialect: 'linuxbox', country: 'CZ' };
  office = await startTestService({
    env: { TRUST_PROXY: '1' },
    provision: anOffice({
      sources: [
        ...sources,
        { name: 'guarded', key: guardedKey, ...shared, basic: { user: 'pbx', password: 'p:äss' } },
        { name: 'fenced', key: fencedKey, ...shared, allowedAddresses: ['10.1.0.0/16', '2001:db8::7'] },
      ],
    }),
  });
});
afterAll(() => office.stop());

const json = { 'Content-Type': 'application/json' };

const newestId = async (): Promise<string | undefined> => (await office.journal())[0]?.id;

describe('a stranger', () => {
  const body = '{"type":"about:blank","title":"Not found","status":404}';

  it.each([
    '',
    '/',
    'x',
    linuxboxKey.slice(0, -1),
    `${linuxboxKey}x`,
    linuxboxKey.toLowerCase(),
    '%4cinuxboxKey0123456789abcdef',
    '..%2f..%2fetc%2fpasswd',
    '__proto__',
    '%00',
    '%',
    'ž'.repeat(40),
    'k'.repeat(10_000),
  ])('with the key %o gets the same answer, whatever else it sends', async (key) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await ask(
        office.url(),
        method,
        encodeURI(`/pbx/${key}/call_end?call_id=1`).replaceAll('%25', '%'),
      );
      expect([answer.status, answer.body]).toEqual([404, body]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect([...answer.headers.keys()].sort()).toEqual([
        'connection',
        'content-length',
        'content-type',
        'date',
      ]);
    }
  });

  it('is told the same with a body and without, and none of it is kept', async () => {
    const before = await newestId();
    const answer = await ask(
      office.url(),
      'POST',
      '/pbx/nobody',
      json,
      JSON.stringify({ event: 'x', pad: 'x'.repeat(200_000) }),
    );
    expect([answer.status, answer.body]).toEqual([404, body]);
    expect(await newestId()).toBe(before);
  });

  it('who tries too many keys is turned away, and others are not', async () => {
    const strict = await startTestService({ config: { webhook: { unknownKeyTriesPerMinute: 20 } } });
    const guess = (key: string): Promise<RawAnswer> =>
      exchange(strict.url(), requestBytes('GET', `/pbx/${key}`));
    for (let tries = 0; tries < 20; tries += 1)
      expect((await guess(`guess${String(tries)}`)).status).toBe(404);
    const turnedAway = await guess('one-more');
    expect(turnedAway.status).toBe(429);
    expect(turnedAway.headers.get('retry-after')).toBe('60');
    expect(turnedAway.headers.get('content-type')).toBe('application/problem+json');
    // Who has the key behind the same address is served.
    await strict.play('office', scenarios.linuxbox.simple(aCast()));
    await strict.stop();
  });
});

describe('a guarded source', () => {
  const basic = (credentials: string): Record<string, string> => ({
    Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
  });
  const path = `/pbx/${guardedKey}/call_end?call_id=1`;

  it('takes events with the right user and password', async () => {
    expect((await ask(office.url(), 'GET', path, basic('pbx:p:äss'))).status).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['a wrong password', basic('pbx:pass')],
    ['a wrong user', basic('root:p:äss')],
    ['another scheme', { Authorization: 'Bearer pbx:p:äss' }],
    ['nonsense', { Authorization: 'Basic ???' }],
  ])('with %s says what it wants', async (_what, headers) => {
    const answer = await ask(office.url(), 'GET', path, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="Ringside"');
  });
});

describe('a source with an allow-list', () => {
  const from = (address: string): Promise<RawAnswer> =>
    ask(office.url(), 'GET', `/pbx/${fencedKey}/call_end?call_id=1`, { 'X-Forwarded-For': address });

  it.each(['10.1.2.3', '10.1.255.255', '::ffff:10.1.0.9', '2001:db8::7'])(
    'takes events from %s',
    async (address) => {
      expect((await from(address)).status).toBe(200);
    },
  );

  it.each(['10.2.0.1', '127.0.0.1', '2001:db8::8', 'nonsense', ''])(
    'does not exist for %o',
    async (address) => {
      const answer = await from(address);
      expect([answer.status, answer.body]).toEqual([
        404,
        '{"type":"about:blank","title":"Not found","status":404}',
      ]);
    },
  );
});
