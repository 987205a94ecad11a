import { ConnectorError } from '../../src/crm/errors.ts';

/** A request that wants its turn. Urgent ones (a phone is ringing) go before the others. */
export interface Turn {
  signal: AbortSignal;
  /** Epoch ms. */
  deadline: number;
  urgent: boolean;
}

export interface Limiter {
  /**
   * Resolves when the request may go, to what is to be called when it ended: HubSpot counted it at some moment between.
   *
   * @throws ConnectorError `rate_limited` as soon as it is known that the turn cannot come before the deadline
   */
  take(turn: Turn): Promise<() => void>;
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
  /** Epoch ms. */
  deadline: number;
  go(done: () => void): void;
  giveUp(): void;
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
      const done = window.enter();
      queue.shift();
      head.go(() => {
        done();
        pump();
      });
    }
  }

  function late(urgent: boolean): ConnectorError {
    const message = `HubSpot’s limit (${scope}) leaves no room before the deadline`;
    return new ConnectorError('rate_limited', message, { retryAt: window.nextAt(urgent), scope });
  }

  return {
    take: ({ signal, deadline, urgent }) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          signal.removeEventListener('abort', giveUp);
          const place = queue.indexOf(waiting);
          if (place !== -1) queue.splice(place, 1);
          reject(late(urgent));
        };
        const go = (done: () => void): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(done);
        };
        const waiting = { urgent, deadline, go, giveUp };
        const place = placeIn(queue, urgent);
        if (window.nextAt(urgent, place) > deadline) {
          giveUp();
          return;
        }
        signal.addEventListener('abort', giveUp, { once: true });
        queue.splice(place, 0, waiting);
        pump();
      }),
    pauseUntil(at) {
      window.pauseUntil(at);
      // A person waits for some of them: better no answer now than none later.
      const hopeless = queue.filter(({ urgent, deadline }, place) => window.nextAt(urgent, place) > deadline);
      for (const { giveUp } of hopeless) giveUp();
    },
    adopt: window.adopt,
  };
}

function placeIn(queue: readonly Waiting[], urgent: boolean): number {
  const place = urgent ? queue.findIndex((one) => !one.urgent) : -1;
  return place === -1 ? queue.length : place;
}

/** Which requests count at this moment: those under way, and those that ended less than `windowMs` ago. */
function createWindow({ limit: assumed, windowMs, reserve, clock }: LimiterOptions) {
  let limit = assumed;
  let pausedUntil = 0;
  let counted: { endedAt: number | null }[] = [];
  return {
    /** Epoch ms at the earliest, behind so many others: requests under way may take longer than we think. */
    nextAt(urgent: boolean, behind = 0): number {
      const now = clock();
      counted = counted.filter(({ endedAt }) => endedAt === null || endedAt > now - windowMs);
      const room = Math.max(1, urgent ? limit : limit - reserve);
      const place = counted.length + behind - room;
      if (place < 0) return Math.max(pausedUntil, now);
      const free = counted.map(({ endedAt }) => (endedAt ?? now) + windowMs).sort((a, b) => a - b);
      // Those ahead of it take the places that become free first, and keep them for a window.
      const windows = Math.max(0, Math.floor((place - counted.length) / room) + 1);
      const freeAt = free[place - windows * room] ?? now;
      return Math.max(pausedUntil, freeAt) + windows * windowMs;
    },
    enter(): () => void {
      const request: { endedAt: number | null } = { endedAt: null };
      counted.push(request);
      return () => {
        request.endedAt ??= clock();
      };
    },
    pauseUntil(at: number) {
      pausedUntil = Math.max(pausedUntil, at);
    },
    adopt(told: number) {
      if (told > 0) limit = told;
    },
  };
}
