import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { serverName, type Place, type RedisAddress } from './redis-address.ts';
import { findPrimary } from './redis-primary.ts';

export type Redis = ReturnType<typeof clientAt>;

/** A connection that comes back by itself, wherever the primary is by then. */
export interface RedisLine {
  /** Null: not connected. */
  current(): Redis | null;
  /** Called with each new connection, also with the one there is. */
  onConnect(use: (client: Redis) => void): void;
  close(): void;
}

const connectMs = 5_000;
const longestPauseMs = 1_000;
/** With Sentinel: a primary that hangs, or that nobody can reach any more, closes no connection. */
const lookEveryMs = 5_000;
/** More commands than this waiting for an answer are refused. */
const mostWaiting = 10_000;

/** Not connected yet; it comes back by nothing of its own. */
export function clientAt({ host, port }: Place, { username, password, database, tls }: RedisAddress) {
  return createClient({
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...{ database, disableOfflineQueue: true, commandsQueueMaxLength: mostWaiting, pingInterval: 10_000 },
    socket: {
      ...{ host, port, connectTimeout: connectMs, keepAlive: true, reconnectStrategy: false as const },
      ...(tls ? { tls: true, ...serverName(host) } : {}),
    },
  });
}

/** Goes on trying for as long as it takes. */
export function openLine(address: RedisAddress, onError: (error: unknown) => void): RedisLine {
  const users: ((client: Redis) => void)[] = [];
  let current: Redis | null = null;
  let closed = false;
  let tries = 0;

  async function connectOnce(): Promise<void> {
    const place = await findPrimary(address);
    const client = clientAt(place, address);
    client.on('error', onError);
    const ended = new Promise<void>((resolve) => void client.once('terminated', () => resolve()));
    try {
      await client.connect();
      if (address.sentinel !== null) await needPrimary(client);
      if (closed) return;
      tries = 0;
      current = client;
      for (const use of users) use(client);
      const elsewhere = new AbortController();
      await Promise.race([ended, movedFrom(place, address, elsewhere.signal)]);
      elsewhere.abort();
    } finally {
      current = null;
      if (client.isOpen) client.destroy();
    }
  }

  async function keep(): Promise<void> {
    while (!closed) {
      await connectOnce().catch(onError);
      await sleep(Math.min(50 * 2 ** Math.min(tries++, 10), longestPauseMs), null, { ref: false });
    }
  }
  void keep();

  return {
    current: () => (current?.isReady === true ? current : null),
    onConnect(use) {
      users.push(use);
      if (current !== null) use(current);
    },
    close() {
      closed = true;
      if (current?.isOpen === true) current.destroy();
    },
  };
}

/** Sentinels may still name a server that is a replica by now. */
async function needPrimary(client: Redis): Promise<void> {
  const [role] = await client.sendCommand<unknown[]>(['ROLE']);
  if (role !== 'master') throw new Error('Redis: this server takes no writes');
}

/** Resolves when the sentinels name another primary; without Sentinel never. */
async function movedFrom(place: Place, address: RedisAddress, stop: AbortSignal): Promise<void> {
  if (address.sentinel === null) await new Promise(() => undefined);
  for (;;) {
    await sleep(lookEveryMs, null, { ref: false });
    if (stop.aborted) return;
    const now = await findPrimary(address).catch(() => place);
    if (now.host !== place.host || now.port !== place.port) return;
  }
}
