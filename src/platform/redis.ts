import { readRedisUrl, type RedisAddress } from './redis-address.ts';
import { refusalOf } from './redis-faults.ts';
import { openLine, type Redis, type RedisLine } from './redis-line.ts';
import { Refusal } from './refusal.ts';

export interface RedisLink {
  /** For commands; fails at once while Redis is away. */
  readonly commands: RedisCommands;
  /** Hears what is published, for ever; `resumed` whenever something may have been missed before. */
  subscribe(channel: string, hear: (text: string) => void, resumed: () => void): void;
  isReady(): boolean;
  close(): void;
}

/** What is asked of Redis, at whatever server is the primary; the names are the client's. */
export interface RedisCommands extends Pick<Redis, 'publish' | 'eval' | 'multi' | 'get' | 'del'> {
  readonly isReady: boolean;
}

const connectMs = 5_000;

/** @throws Refusal for what is no address of Redis */
export function addressOf(url: string): RedisAddress {
  const address = readRedisUrl(url);
  if (address === null) throw new Refusal('conflict', 'REDIS_URL cannot be read');
  return address;
}

/**
 * Connects, and goes on trying for as long as it takes: nothing that must not be lost depends on Redis.
 *
 * @throws Refusal for a Redis Cluster, and for what no waiting mends: a wrong password, an unknown certificate
 */
export async function connectRedis(url: string, onError: (error: unknown) => void): Promise<RedisLink> {
  const address = addressOf(url);
  let refuse: (refusal: Refusal) => void = () => undefined;
  const refused = new Promise<never>((_resolve, reject) => (refuse = reject));
  refused.catch(() => undefined);
  const failed = (error: unknown): void => {
    const refusal = refusalOf(error);
    if (refusal !== null) refuse(refusal);
    onError(refusal ?? error);
  };
  const lines = [openLine(address, failed), openLine(address, failed)] as const;
  const [commanding, listening] = lines;
  const close = (): void => {
    for (const line of lines) line.close();
  };
  const first = Promise.all(lines.map((line) => new Promise<Redis>((resolve) => line.onConnect(resolve))));
  const late = new Promise((resolve) => setTimeout(resolve, connectMs).unref());
  try {
    await Promise.race([first, late, refused]);
    const client = commanding.current();
    if (client !== null) await refuseCluster(client);
  } catch (error) {
    close();
    throw refusalOf(error) ?? error;
  }
  return {
    commands: commandsOn(commanding),
    subscribe(channel, hear, resumed) {
      listening.onConnect((client) => {
        client.subscribe(channel, hear).then(resumed, failed);
      });
    },
    isReady: () => lines.every((line) => line.current() !== null),
    close,
  };
}

function commandsOn(line: RedisLine): RedisCommands {
  const now = (): Redis => {
    const client = line.current();
    if (client === null) throw new Error('Redis is away');
    return client;
  };
  const later =
    <A extends unknown[], R>(work: (client: Redis, ...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> =>
      work(now(), ...args);
  return {
    get isReady() {
      return line.current() !== null;
    },
    publish: later((client, ...args: Parameters<Redis['publish']>) => client.publish(...args)),
    eval: later((client, ...args: Parameters<Redis['eval']>) => client.eval(...args)),
    get: later((client, ...args: Parameters<Redis['get']>) => client.get(...args)),
    del: later((client, ...args: Parameters<Redis['del']>) => client.del(...args)),
    multi: (...args) => now().multi(...args),
  };
}

async function refuseCluster(client: Redis): Promise<void> {
  if (!(await client.info('cluster')).includes('cluster_enabled:1')) return;
  const message =
    'REDIS_URL: this is a Redis Cluster, which is not supported; use one Redis server, or Sentinel for failover';
  throw new Refusal('conflict', message);
}
