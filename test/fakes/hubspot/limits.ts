import type { Reply } from './reply.ts';

export interface FakeLimitOptions {
  /** Requests in any 10 s: 100 in a free account, 190 in others. */
  tenSecondly: number;
  daily: number;
  /** Searches in any second. */
  searches: number;
}

export interface FakeLimits {
  /** Null: within the limits. */
  count(search: boolean): Reply | null;
  headers(search: boolean): Record<string, string>;
  readonly used: number;
  readonly daily: number;
  /** Most searches there were within a second. */
  readonly searchPeak: number;
}

const messages = {
  DAILY: 'You have reached your daily limit.',
  TEN_SECONDLY_ROLLING: 'You have reached your ten_secondly_rolling limit.',
  SECONDLY: 'You have reached your secondly limit.',
};

export function tooMany(policyName: keyof typeof messages, headers: Record<string, string> = {}): Reply {
  const message = messages[policyName];
  const body = { status: 'error', category: 'RATE_LIMITS', errorType: 'RATE_LIMIT', message, policyName };
  return { status: 429, headers, body };
}

/** Usage guidelines of HubSpot: rolling windows; requests that are refused count too. */
export function createFakeLimits({ tenSecondly, daily, searches }: FakeLimitOptions): FakeLimits {
  let used = 0;
  let searchPeak = 0;
  const recent: number[] = [];
  const searched: number[] = [];
  return {
    daily,
    get used() {
      return used;
    },
    get searchPeak() {
      return searchPeak;
    },
    count(search) {
      const now = performance.now();
      if (search) {
        const within = countIn(searched, now, 1_000);
        searchPeak = Math.max(searchPeak, within);
        if (within > searches) return tooMany('SECONDLY');
      }
      used += 1;
      if (used > daily) return tooMany('DAILY');
      return countIn(recent, now, 10_000) > tenSecondly ? tooMany('TEN_SECONDLY_ROLLING') : null;
    },
    headers: (search): Record<string, string> =>
      search
        ? {}
        : {
            'X-HubSpot-RateLimit-Max': String(tenSecondly),
            'X-HubSpot-RateLimit-Remaining': String(Math.max(0, tenSecondly - recent.length)),
            'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
            'X-HubSpot-RateLimit-Daily': String(daily),
            'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, daily - used)),
          },
  };
}

function countIn(times: number[], now: number, windowMs: number): number {
  times.push(now);
  while (times[0] !== undefined && times[0] <= now - windowMs) times.shift();
  return times.length;
}
