import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/platform/listening.ts';
import { until } from '../support/until.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  const { close: stop, letGo } = await listen(server, 0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  return { port, stop, letGo, url: `http://127.0.0.1:${String(port)}/` };
}

async function silentSocket(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
}

const timed = async (work: Promise<unknown>): Promise<number> => {
  const began = Date.now();
  await work;
  return Date.now() - began;
};

describe('a server that stops', () => {
  it('does not wait for connections that nobody has said anything on', async () => {
    const { port, stop, url } = await serve((_request, response) => response.end('OK'));
    await silentSocket(port);
    // Taken after it, so the silent one is there by now.
    expect(await (await fetch(url)).text()).toBe('OK');
    expect(await timed(stop())).toBeLessThan(4_500);
  });

  it('finishes what it was asked before', async () => {
    const asked: ServerResponse[] = [];
    const { stop, url } = await serve((_request, response) => asked.push(response));
    const asking = fetch(url).then((response) => response.text());
    const response = await until('it is asked', () => asked[0]);
    const stopping = stop();
    response.end('done');
    expect(await asking).toBe('done');
    // Its connection is kept alive by the client, and holds nothing up.
    expect(await timed(stopping)).toBeLessThan(4_500);
  });

  it('first lets go of the connections that clients keep, each with an answer', async () => {
    const { stop, letGo, url } = await serve((_request, response) => response.end('OK'));
    const kept = await fetch(url);
    expect([await kept.text(), kept.headers.get('connection')]).toEqual(['OK', 'keep-alive']);
    letGo();
    const last = await fetch(url);
    expect([await last.text(), last.headers.get('connection')]).toEqual(['OK', 'close']);
    await stop();
  });

  it('takes nothing new', async () => {
    const { stop, url } = await serve((_request, response) => response.end());
    await stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('that cannot have its port says so in words', async () => {
    const { port, stop } = await serve((_request, response) => response.end());
    await expect(listen(createServer(), port, '127.0.0.1')).rejects.toThrow(
      `Port ${String(port)} is in use by another program. Set PORT to another one.`,
    );
    await stop();
  });
});
