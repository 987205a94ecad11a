import type { Engine, EngineDeps } from '../activity/engine.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { connectRedis, type RedisLink } from '../platform/redis.ts';
import { createWakeQueue } from '../platform/wake-queue.ts';
import type { Channel } from '../pop/channel.ts';
import { createSharedChannel, type SharedChannelDeps } from '../pop/shared-channel.ts';
import { startNews } from '../store/news.ts';
import type { Closer } from './closer.ts';
import type { Foundation } from './foundation.ts';
import { sharedRunners, workOnRings } from './shared-work.ts';

/** The other processes of this installation. */
export interface Neighbours {
  /** Pops go to streams of all processes. */
  channel(local: Channel, on: Pick<SharedChannelDeps, 'onShown' | 'onGap'>): Channel;
  runnerOf: EngineDeps['runnerOf'];
  redis: RedisLink;
  /** Hears what others change, and does the work they ring for. */
  join(core: JoinDeps): Promise<void>;
  /** Takes no more of the work that others ring for. */
  rest(): Promise<void>;
  /** One of the workers is: it does what one is enough for. */
  isLeader(): boolean;
}

interface JoinDeps extends Pick<Foundation, 'sources' | 'agents' | 'presence' | 'apiKeys' | 'connections'> {
  engine: Pick<Engine, 'turn' | 'wake'>;
  /** Connections were changed. Never rejects. */
  mirror(): Promise<void>;
}

interface NeighboursDeps {
  installation: string;
  clock: Clock;
  log: Log;
}

/** While Redis is away, streams are brought up to date from the database so often, ms. */
const withoutRedisMs = 2_000;

/** Null: this process is alone. */
export async function neighboursOf(
  config: Pick<Config, 'role' | 'shared'>,
  { installation, clock, log }: NeighboursDeps,
  closers: Closer[],
): Promise<Neighbours | null> {
  if (config.shared === null) return null;
  const { redisUrl, databaseUrl } = config.shared;
  const isWorker = config.role !== 'web';
  const redisFault = seldom((error) => log.warn({ err: error }, 'Redis does not answer; going on without'));
  const redis = await connectRedis(redisUrl, redisFault);
  closers.push(redis.close);
  const queue = createWakeQueue(redisUrl, `ringside:${installation}`, redisFault);
  closers.push(queue.stop);
  let isLeader = (): boolean => false;

  return {
    redis,
    runnerOf: sharedRunners(queue, isWorker),
    isLeader: () => isLeader(),
    rest: queue.rest,
    channel(local, on) {
      const timer = setInterval(() => {
        if (!redis.isReady()) on.onGap();
      }, withoutRedisMs);
      closers.push(() => clearInterval(timer));
      const carrier = carrierOn(redis, `ringside:${installation}:pops`);
      return createSharedChannel({ local, carrier, onError: redisFault, ...on });
    },
    async join({ sources, agents, presence, apiKeys, connections, engine, mirror }) {
      const news = await startNews({
        url: databaseUrl,
        mayLead: isWorker,
        onError: seldom((error) => log.warn({ err: error }, 'no news of other processes; asking again')),
        of: {
          ...{ sources: sources.reload, presence: presence.reload, api_keys: apiKeys.reload },
          ...{ agents: agents.reload, agent_identities: agents.reload, agent_crm_users: agents.reload },
          async connections() {
            await connections.reload();
            engine.wake();
            // A CRM may take its time; other news must not wait for it.
            if (isLeader()) void mirror();
          },
        },
      });
      isLeader = news.isLeader;
      closers.push(news.stop);
      if (isWorker) workOnRings(queue, engine, clock);
    },
  };
}

function carrierOn({ commands, subscribe }: RedisLink, name: string): SharedChannelDeps['carrier'] {
  return {
    publish: (text) => commands.publish(name, text),
    subscribe: (hear, resumed) => subscribe(name, hear, resumed),
  };
}

const seldomMs = 10_000;

/** Something that is away is away for many who ask. */
function seldom(tell: (error: unknown) => void): (error: unknown) => void {
  let next = 0;
  return (error) => {
    if (Date.now() < next) return;
    next = Date.now() + seldomMs;
    tell(error);
  };
}
