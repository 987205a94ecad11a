import type { Webhook } from '../world/traffic.ts';
import { createAnswerReader, openSocket } from './connection.ts';

export interface Load {
  /** Connections are dealt out among these, as a proxy would. */
  ports: readonly number[];
  connections: number;
  /** False: a new connection for each request. */
  keepAlive: boolean;
}

export interface LoadResult {
  seconds: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  /** Of each request, ms. */
  latencies: number[];
}

/** Sends all webhooks, as fast as the server takes them, over so many connections at once. */
export async function saturate(webhooks: readonly Webhook[], load: Load): Promise<LoadResult> {
  const result: LoadResult = { seconds: 0, statuses: {}, latencies: [] };
  let next = 0;
  const queue: Queue = {
    take: () => webhooks[next++],
    done(status, ms) {
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      result.latencies.push(ms);
    },
  };
  const startedAt = performance.now();
  const run = load.keepAlive ? keepOne : oneEach;
  await Promise.all(
    Array.from({ length: load.connections }, (_, n) => run(load.ports[n % load.ports.length] ?? 0, queue)),
  );
  return { ...result, seconds: (performance.now() - startedAt) / 1000 };
}

interface Queue {
  take(): Webhook | undefined;
  done(status: number, ms: number): void;
}

/** One connection for as many requests as it gets. */
async function keepOne(port: number, queue: Queue): Promise<void> {
  const socket = await openSocket(port);
  await new Promise<void>((resolve, reject) => {
    let sentAt = 0;
    const send = (): void => {
      const webhook = queue.take();
      if (webhook === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(`${webhook.head}\r\n${webhook.body}`, 'latin1');
    };
    const read = createAnswerReader(({ status }) => {
      queue.done(status, performance.now() - sentAt);
      send();
    });
    socket.on('data', read).once('error', reject).once('close', resolve);
    send();
  });
}

/** A connection for each request, as some PBXs do. */
async function oneEach(port: number, queue: Queue): Promise<void> {
  for (let webhook = queue.take(); webhook !== undefined; webhook = queue.take()) {
    const { head, body } = webhook;
    const sentAt = performance.now();
    const socket = await openSocket(port);
    await new Promise<void>((resolve, reject) => {
      const read = createAnswerReader(({ status }) => {
        queue.done(status, performance.now() - sentAt);
        socket.destroy();
      });
      socket.on('data', read).once('error', reject).once('close', resolve);
      socket.write(`${head}Connection: close\r\n\r\n${body}`, 'latin1');
    });
  }
}
