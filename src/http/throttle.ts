import { RateLimiterRes } from 'rate-limiter-flexible';
import { limiterHere, type MakeLimiter } from './limiter.ts';
import { Problem } from './problem.ts';

export interface ThrottleLimits {
  triesPerAddressAndEmail: number;
  triesPerAddress: number;
  windowMs: number;
}

export interface SignInThrottle {
  /** Counts a try; throws 429 with `Retry-After` when there were too many. Without an e-mail by address alone. */
  readonly begin: (address: string, email?: string) => Promise<void>;
  /** It was right: the count for this address and e-mail starts anew, and the try does not count for the address. */
  readonly succeeded: (address: string, email?: string) => Promise<void>;
}

/**
 * Slows down who tries passwords. Counted by network address and e-mail together, so that nobody can lock out someone
 * else; and by address alone, which bounds both the guessing over many e-mails and the memory of the first count.
 */
export function createSignInThrottle(
  limits: ThrottleLimits,
  makeLimiter: MakeLimiter = limiterHere,
): SignInThrottle {
  const duration = limits.windowMs / 1000;
  const perPair = makeLimiter({
    keyPrefix: 'pair',
    points: limits.triesPerAddressAndEmail,
    duration,
  });
  const perAddress = makeLimiter({
    keyPrefix: 'address',
    points: limits.triesPerAddress,
    duration,
  });
  const pair = (address: string, email: string): string => `${address} ${email.trim().toLowerCase()}`;
  return {
    async begin(address, email) {
      try {
        await perAddress.consume(address);
        if (email !== undefined) await perPair.consume(pair(address, email));
      } catch (refused) {
        throw refused instanceof RateLimiterRes ? tooMany(refused.msBeforeNext) : refused;
      }
    },
    async succeeded(address, email) {
      // A whole office behind one address signs in at eight o'clock.
      await perAddress.reward(address);
      if (email !== undefined) await perPair.delete(pair(address, email));
    },
  };
}

function tooMany(waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new Problem(429, 'Too many tries to sign in', {
    detail: `Try again in ${Math.ceil(seconds / 60)} min.`,
    headers: { 'Retry-After': String(seconds) },
  });
}
