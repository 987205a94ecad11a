import { hash } from 'node:crypto';
import Queue from 'bull';
import { serverName, type RedisAddress } from './redis-address.ts';
import { addressOf } from './redis.ts';

/** Wakes one of several processes, which then looks for itself what there is to do. */
export interface WakeQueue {
  /** Somebody is to work on this. Returns at once; false: the word may be lost, as Redis is away. */
  wake(name: string, afterMs?: number): boolean;
  /** Does the work that this or another process was woken for. */
  onWake(work: (name: string) => Promise<void>): void;
  /** Takes no more work; `wake` goes on. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

/** A queue that nobody works on must not fill Redis: what it wakes for is in the database. */
const mostWaiting = 1_000;
const atOnce = 4;
const laterMs = 100;
/** Redis may be away: its goodbye is not waited for. */
const stopMs = 2_000;

/**
 * Bull as a bell: a job says on what to work, never what to do. Lost, repeated or late, it does no harm.
 *
 * @param prefix keeps installations on one Redis apart
 */
export function createWakeQueue(url: string, prefix: string, onError: (error: unknown) => void): WakeQueue {
  const queue = new Queue<{ name: string }>('work', {
    prefix,
    redis: bullOptions(addressOf(url)),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', onError).on('failed', (_job, error) => onError(error));
  /** Of this process, on the way to Redis: one word for each name is enough. */
  const going = new Set<string>();

  async function add(name: string, delay: number): Promise<void> {
    if (delay === 0 && (await queue.getWaitingCount()) >= mostWaiting) return;
    // What is to happen at about the same time is said once, whoever says it.
    const at = Math.ceil((Date.now() + delay) / (delay === 0 ? 1 : laterMs));
    const jobId = `${hash('sha1', name)} ${delay === 0 ? 'now' : 'later'} ${String(at)}`;
    await queue.add({ name }, { delay, jobId });
  }

  return {
    wake(name, afterMs = 0) {
      if (queue.client.status !== 'ready') return false;
      const key = afterMs === 0 ? name : `${name} later`;
      if (going.has(key)) return true;
      going.add(key);
      add(name, afterMs)
        .catch(onError)
        .finally(() => going.delete(key));
      return true;
    },
    onWake(work) {
      queue.process(atOnce, ({ data }) => work(data.name)).catch(onError);
    },
    rest: () => within(stopMs, queue.pause(true, true)),
    // What was begun is waited for by whoever does it.
    stop: () => within(stopMs, queue.close(true)),
  };
}

/** The same servers in the words of Bull's client. */
function bullOptions(address: RedisAddress): Queue.QueueOptions['redis'] & object {
  const { places, username, password, database, tls, sentinel } = address;
  const [first = { host: 'localhost', port: 6379 }] = places;
  const own = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    db: database,
  };
  if (sentinel === null) return { ...own, ...first, ...(tls ? { tls: serverName(first.host) } : {}) };
  return {
    ...{ ...own, name: sentinel.name, sentinels: [...places], failoverDetector: true },
    ...(sentinel.username === undefined ? {} : { sentinelUsername: sentinel.username }),
    ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
    ...(tls ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, ms).unref());
  await Promise.race([work.catch(() => undefined), late]);
}
