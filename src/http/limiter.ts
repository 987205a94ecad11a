import {
  RateLimiterMemory,
  RateLimiterRedis,
  type IRateLimiterOptions,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { RedisCommands } from '../platform/redis.ts';

export type MakeLimiter = (options: IRateLimiterOptions & { keyPrefix: string }) => RateLimiterAbstract;

/** Counts in this process. */
export const limiterHere: MakeLimiter = (options) => new RateLimiterMemory(options);

/** Counts for all processes of an installation; while Redis is away, each for itself. */
export function limitersIn(redis: RedisCommands, installation: string): MakeLimiter {
  return (options) =>
    new RateLimiterRedis({
      ...options,
      keyPrefix: `ringside:${installation}:${options.keyPrefix}`,
      storeClient: redis,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(options),
    });
}
