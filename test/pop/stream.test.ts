import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Presence, Snapshot } from '../../src/api/call.ts';
import { createChannel, type Channel } from '../../src/pop/channel.ts';
import { createStreams, type Streams } from '../../src/pop/stream.ts';
import { openStream, type AgentStream } from '../support/stream.ts';
import { until } from '../support/until.ts';

const presence: Presence = { state: 'available', detail: null, notice: null, queues: [], since: null };
const snapshot: Snapshot = {
  agent: { name: 'Eva', email: 'eva@example.com' },
  calls: [],
  presence,
  serverTime: '2026-11-02T09:00:00.000Z',
  delayed: false,
};

let channel: Channel;
let streams: Streams;
let server: Server;
/** Snapshots wait for it. */
let gate: Promise<unknown>;
let asked: number;
let heartbeatMs: number;

async function serve(): Promise<void> {
  channel = createChannel(2);
  streams = createStreams({
    channel,
    heartbeatMs,
    snapshot: async () => {
      asked += 1;
      await gate;
      return snapshot;
    },
  });
  server = createServer((request, response) => {
    streams.open(request, response, (request.url ?? '').slice(1)).then(
      (opened) => opened || response.writeHead(429).end(),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

const urlOf = (agentId: string): string =>
  `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/${agentId}`;
const open = (agentId: string): Promise<AgentStream> => openStream(urlOf(agentId), {});

beforeEach(async () => {
  gate = Promise.resolve();
  asked = 0;
  heartbeatMs = 60_000;
  await serve();
});
afterEach(() => {
  streams.close();
  server.closeAllConnections();
  server.close();
});

describe('a stream', () => {
  it('begins with the snapshot, then tells what is published to its agent and nobody else', async () => {
    const [eva, jan] = [await open('eva'), await open('jan')];
    expect(eva.snapshot).toEqual(snapshot);
    channel.publish('eva', { event: 'presence', data: { ...presence, state: 'paused' } });
    channel.publish('jan', { event: 'presence', data: presence });
    await jan.until('it came', () => jan.messages[0]);
    await eva.until('it came', () => eva.messages[0]);
    expect(eva.messages).toEqual([{ event: 'presence', data: { ...presence, state: 'paused' } }]);
  });

  it('loses nothing that is published while the snapshot is read', async () => {
    let ready = (): void => undefined;
    gate = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const opening = open('eva');
    await until('the snapshot is asked for', () => asked === 1);
    channel.publish('eva', { event: 'presence', data: presence });
    ready();
    const eva = await opening;
    await eva.until('it came', () => eva.messages[0]);
  });

  it('begins anew once for all who ask while that is under way, and nobody misses what came between', async () => {
    const eva = await open('eva');
    let ready = (): void => undefined;
    gate = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const rounds = [1, 2, 3, 4].map(() => streams.refresh());
    ready();
    await Promise.all(rounds);
    await eva.until('both rounds came', () => eva.messages.length === 2);
    expect(asked).toBe(3);
  });

  it('that ends while the snapshot is read is forgotten', async () => {
    let ready = (): void => undefined;
    gate = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const gone = new AbortController();
    const opening = fetch(urlOf('eva'), { signal: gone.signal });
    await until('the snapshot is asked for', () => asked === 1);
    gone.abort();
    await expect(opening).rejects.toThrow();
    await until('nobody listens', () => channel.streams() === 0);
    ready();
    channel.publish('eva', { event: 'presence', data: presence });
    expect(channel.hasListeners('eva')).toBe(false);
  });

  it('ends when its reader goes', async () => {
    const eva = await open('eva');
    expect(channel.streams()).toBe(1);
    eva.close();
    await until('nobody listens', () => channel.streams() === 0);
    expect(channel.hasListeners('eva')).toBe(false);
  });

  it('beyond the limit of one agent is refused, and there is room again when one ends', async () => {
    const [first] = [await open('eva'), await open('eva')];
    await expect(open('eva')).rejects.toThrow();
    await open('jan');
    first.close();
    await until('there is room', () => channel.streams() === 2);
    await open('eva');
  });

  it('gives its place back when the snapshot cannot be read', async () => {
    gate = Promise.reject(new Error('the database is gone'));
    gate.catch(() => undefined);
    for (let tries = 0; tries < 3; tries += 1) expect((await fetch(urlOf('eva'))).status).toBe(500);
    expect(channel.streams()).toBe(0);
  });

  it('beats while nothing happens', async () => {
    streams.close();
    server.close();
    heartbeatMs = 10;
    await serve();
    const response = await fetch(urlOf('eva'));
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes(': still here')) break;
    }
    expect(text.startsWith('retry: 1000\n\nid: 0\nevent: snapshot\n')).toBe(true);
  });

  it('of a reader that does not read is cut off before it fills our memory', async () => {
    await fetch(urlOf('eva'));
    const data = { ...presence, detail: 'x'.repeat(100_000) };
    await until('it is cut off', () => {
      for (let at = 0; at < 20; at += 1) channel.publish('eva', { event: 'presence', data });
      return channel.streams() === 0;
    });
  });

  it.each([0, 200])('is sent away before the process ends, over %d ms', async (overMs) => {
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(open));
    await streams.leave(overMs);
    for (const one of all) {
      const { data } = await one.until('it is told', () =>
        one.messages.find(({ event }) => event === 'reconnect'),
      );
      expect(data).toMatchObject({ afterMs: expect.any(Number) as number });
    }
    await until('all are closed', () => channel.streams() === 0);
  });

  it('leaves no connection behind that would hold up a stop', async () => {
    await open('eva');
    streams.close();
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await closed;
  });
});
