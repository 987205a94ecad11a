import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxboxKey } from '../support/office.ts';
import { ask, exchange, requestBytes } from '../support/raw-http.ts';
import { startTestService, type TestService } from '../support/service.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

const json = { 'Content-Type': 'application/json' };

const newestId = async (): Promise<string | undefined> => (await office.journal())[0]?.id;

describe('a request that cannot be taken', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    'by %s: 405 and what is possible',
    async (method) => {
      const answer = await ask(office.url(), method, `/pbx/${linuxboxKey}/call_end?call_id=1`);
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, POST');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it('too large: 413, said before the connection closes', async () => {
    const body = JSON.stringify({ event: 'call_end', pad: 'x'.repeat(70_000) });
    const answer = await ask(office.url(), 'POST', `/pbx/${linuxboxKey}`, json, body);
    expect(answer.status).toBe(413);
    expect(answer.headers.get('connection')).toBe('close');
    expect(JSON.parse(answer.body)).toMatchObject({ status: 413, detail: 'Send at most 65536 bytes.' });
  });

  it('too large in chunks, without a length: 413 as well', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = `POST /pbx/${linuxboxKey} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await exchange(office.url(), head + chunk.repeat(5));
    expect(answer.status).toBe(413);
  });

  it('of just the largest size is taken', async () => {
    const frame = JSON.stringify({ event: 'coffee', pad: '' }).length;
    const body = JSON.stringify({ event: 'coffee', pad: 'x'.repeat(65_536 - frame) });
    expect((await ask(office.url(), 'POST', `/pbx/${linuxboxKey}`, json, body)).status).toBe(200);
  });

  it('compressed: 415', async () => {
    const answer = await ask(
      office.url(),
      'POST',
      `/pbx/${linuxboxKey}`,
      { ...json, 'Content-Encoding': 'gzip' },
      'xxxx',
    );
    expect(answer.status).toBe(415);
  });

  it('cut off in the middle: nothing is kept of it, and the next is served', async () => {
    const before = await newestId();
    const whole = requestBytes(
      'POST',
      `/pbx/${linuxboxKey}`,
      Object.entries(json),
      '{"event":"call_end","call_id":"1"}',
    );
    const cut = new AbortController();
    const pending = fetch(`${office.url()}/pbx/${linuxboxKey}`, {
      method: 'POST',
      duplex: 'half',
      signal: cut.signal,
      body: new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('{"event":')) }),
    });
    setTimeout(() => cut.abort(), 50);
    await expect(pending).rejects.toThrow();
    expect(await newestId()).toBe(before);
    expect((await exchange(office.url(), whole)).status).toBe(200);
  });
});
