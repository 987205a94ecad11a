import { ConnectorError } from '../../src/crm/errors.ts';

/** A request that wants its turn. Urgent ones (a phone is ringing) go before the others. */
export interface Turn {
  signal: AbortSignal;
  /** Epoch ms. */
  deadline: number;
  urgent: boolean;
}

export interface Limiter {
  /** @throws ConnectorError `rate_limited` when the turn cannot come before the deadline. */
  take(turn: Turn): Promise<void>;
  /** Nothing before `at`, epoch ms: HubSpot said so. */
  pauseUntil(at: number): void;
  /** What HubSpot says the limit is. */
  adopt(limit: number): void;
}

export interface LimiterOptions {
  /** Requests in any `windowMs`. */
  limit: number;
  windowMs: number;
  /** Turns kept free for urgent requests. */
  reserve: number;
  /** What the limit counts, for admins. */
  scope: string;
  clock: () => number;
}

interface Waiting {
  urgent: boolean;
  go(): void;
}

/**
 * A rolling window of our own: the SDK's limiter is one for the whole process, whatever the number of accounts.
 * Requests of this process only; what other programs use up shows as 429.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { scope, clock } = options;
  const window = createWindow(options);
  let timer: NodeJS.Timeout | undefined;
  const queue: Waiting[] = [];

  function pump(): void {
    clearTimeout(timer);
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const wait = window.nextAt(head.urgent) - clock();
      if (wait > 0) {
        timer = setTimeout(pump, Math.min(wait, 60_000));
        return;
      }
      window.taken.push(clock());
      queue.shift();
      head.go();
    }
  }

  function late(urgent: boolean): ConnectorError {
    const message = `HubSpot’s limit (${scope}) leaves no room before the deadline`;
    return new ConnectorError('rate_limited', message, { retryAt: window.nextAt(urgent), scope });
  }

  function enqueue(waiting: Waiting): void {
    const place = waiting.urgent ? queue.findIndex(({ urgent }) => !urgent) : -1;
    queue.splice(place === -1 ? queue.length : place, 0, waiting);
    pump();
  }

  return {
    take: ({ signal, deadline, urgent }) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          const place = queue.indexOf(waiting);
          if (place !== -1) queue.splice(place, 1);
          reject(late(urgent));
        };
        const go = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const waiting = { urgent, go };
        if (window.nextAt(urgent) > deadline) {
          giveUp();
          return;
        }
        signal.addEventListener('abort', giveUp, { once: true });
        enqueue(waiting);
      }),
    pauseUntil: window.pauseUntil,
    adopt: window.adopt,
  };
}

/** When the next request may go, in epoch ms. `taken` are the moments of those that went. */
function createWindow({ limit: assumed, windowMs, reserve, clock }: LimiterOptions) {
  let limit = assumed;
  let pausedUntil = 0;
  const taken: number[] = [];
  return {
    taken,
    nextAt(urgent: boolean): number {
      const now = clock();
      while (taken[0] !== undefined && taken[0] <= now - windowMs) taken.shift();
      const room = Math.max(1, urgent ? limit : limit - reserve);
      const blocking = taken[taken.length - room];
      return Math.max(pausedUntil, blocking === undefined ? now : blocking + windowMs);
    },
    pauseUntil(at: number) {
      pausedUntil = Math.max(pausedUntil, at);
    },
    adopt(told: number) {
      if (told > 0) limit = told;
    },
  };
}
