import { createClient } from 'redis';
import { Refusal } from './refusal.ts';

export type Redis = ReturnType<typeof redisAt>;

export interface RedisLink {
  /** For commands; fails at once while Redis is away. */
  readonly commands: Redis;
  /** For subscriptions, which come back by themselves. */
  readonly subscriber: Redis;
  isReady(): boolean;
  close(): void;
}

const connectMs = 5_000;
const longestPauseMs = 1_000;
/** More commands than this waiting for an answer are refused. */
const mostWaiting = 10_000;

function redisAt(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: mostWaiting,
    pingInterval: 10_000,
    socket: {
      connectTimeout: connectMs,
      keepAlive: true,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), longestPauseMs),
    },
  });
}

/**
 * Connects, and goes on trying for as long as it takes: nothing that must not be lost depends on Redis.
 *
 * @throws Refusal for a Redis Cluster
 */
export async function connectRedis(url: string, onError: (error: unknown) => void): Promise<RedisLink> {
  const clients = [redisAt(url), redisAt(url)] as const;
  const [commands, subscriber] = clients;
  for (const client of clients) client.on('error', onError);
  const close = (): void => {
    for (const client of clients) if (client.isOpen) client.destroy();
  };
  const connecting = Promise.all(clients.map((client) => client.connect()));
  connecting.catch(onError);
  await Promise.race([connecting, new Promise((resolve) => setTimeout(resolve, connectMs).unref())]);
  if (commands.isReady && (await isCluster(commands))) {
    close();
    const message = 'REDIS_URL: this is a Redis Cluster, which is not supported; use one Redis server';
    throw new Refusal('conflict', message);
  }
  return { commands, subscriber, isReady: () => commands.isReady && subscriber.isReady, close };
}

async function isCluster(redis: Redis): Promise<boolean> {
  return (await redis.info('cluster')).includes('cluster_enabled:1');
}
