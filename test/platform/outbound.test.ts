import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressRefusedIn, createOutboundFetch } from '../../src/platform/outbound.ts';
import { createAddressRule } from '../../src/platform/public-address.ts';

describe('the address rule', () => {
  const may = createAddressRule([]);

  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...[
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
    ],
    ...[
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      'ff02::1',
      'localhost',
      '',
    ],
  ])('keeps away from %s', (address) => {
    expect(may(address)).toBe(false);
  });

  test.each(['1.1.1.1', '172.32.0.1', '104.16.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    'lets %s be',
    (address) => {
      expect(may(address)).toBe(true);
    },
  );

  test('allows beside that what the operator names, and no more', () => {
    const some = createAddressRule(['loopback', '10.20.0.0/16', 'fd12::7']);
    const allowed = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.20.9.9', 'fd12::7'];
    expect(allowed.filter((address) => !some(address))).toEqual([]);
    expect(['10.21.0.1', 'fd12::8', '169.254.169.254'].filter(some)).toEqual([]);
  });
});

describe('fetch to addresses that people typed', () => {
  let server: Server;
  let port: number;
  let heard: string[] = [];
  beforeAll(async () => {
    server = createServer((req, res) => {
      heard.push(`${req.method ?? ''} ${req.url ?? ''} ${String(req.headers['content-length'])}`);
      if (req.url === '/moved') res.writeHead(302, { location: '/elsewhere' }).end();
      else if (req.url === '/zipped')
        res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unzipped'));
      else if (req.url === '/nothing') res.writeHead(204).end();
      else if (req.url === '/cut')
        res.writeHead(200, { 'content-length': '100' }).write('half', () => res.destroy());
      else if (req.url !== '/never')
        req.pipe(
          res.writeHead(
            200,
            [
              ['set-cookie', 'a=1'],
              ['set-cookie', 'b=2'],
            ].flat(),
          ),
        );
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const strict = createOutboundFetch(createAddressRule([]));
  const lenient = createOutboundFetch(createAddressRule(['loopback']));
  const at = (path: string, host = 'localhost'): string => `http://${host}:${port}${path}`;

  test.each(['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])(
    'does not connect to %s',
    async (host) => {
      heard = [];
      const error: unknown = await strict(at('/', host)).catch((thrown: unknown) => thrown);
      expect(addressRefusedIn(error)?.message).toContain('OUTBOUND_ALLOW');
      expect(heard).toEqual([]);
    },
  );

  test('decides by the answer of the name server that is connected to, for each connection', async () => {
    // As one who rebinds a name between a check and its use: the rule sees the addresses themselves.
    const asked: string[] = [];
    const watched = createOutboundFetch((address) => asked.push(address) > 0 && address === '127.0.0.1');
    expect(await (await watched(at('/', 'localhost'), { method: 'POST', body: 'x' })).text()).toBe('x');
    expect(asked).toContain('127.0.0.1');
    expect(asked).not.toContain('localhost');
  });

  test('carries methods, bodies and headers both ways', async () => {
    heard = [];
    const answer = await lenient(at('/echo'), { method: 'PUT', body: new URLSearchParams({ a: 'ž' }) });
    expect(await answer.text()).toBe('a=%C5%BE');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    await (await lenient(at('/echo'))).text();
    expect(heard).toEqual(['PUT /echo 8', 'GET /echo undefined']);
    expect(await (await lenient(at('/zipped'))).text()).toBe('unzipped');
    expect((await lenient(at('/nothing'))).status).toBe(204);
  });

  test('follows no redirect', async () => {
    const answer = await lenient(at('/moved'));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/elsewhere']);
    await answer.text();
  });

  test('fails as fetch does: by the signal’s reason, by the system’s code, in the middle of a body', async () => {
    const signal = AbortSignal.timeout(30);
    const late: unknown = await lenient(at('/never'), { signal }).catch((thrown: unknown) => thrown);
    expect(late).toBe(signal.reason);
    const closed = await lenient('http://127.0.0.1:1/').catch((thrown: unknown) => thrown);
    expect(closed).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
    await expect((await lenient(at('/cut'))).text()).rejects.toThrow();
  });
});
