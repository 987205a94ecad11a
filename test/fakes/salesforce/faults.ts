/** What a request is for. `token` is the OAuth endpoint; `record` one record by id. */
export type RequestKind =
  'token' | 'describe' | 'query' | 'search' | 'write' | 'record' | 'deleted' | 'limits';

export type Effect =
  /** Every access token ends, this request's too. */
  | 'expire'
  | 'unauthorized'
  | 'forbidden'
  | 'request_limit'
  | 'too_many'
  | 'too_many_retry_after'
  | 'unavailable'
  | 'gateway'
  | 'nonsense'
  | 'cut_before_write'
  | 'cut_after_write'
  | 'cut_in_answer'
  | 'hang'
  | 'hang_after_write'
  | 'hang_in_answer'
  | 'slow'
  | 'lock_rows';

export interface Fault {
  on: readonly RequestKind[];
  effect: Effect;
  /** How many requests it befalls. */
  times: number;
}

/** What befalls a request that no fault waits for; null: nothing does. */
export type Weather = (kind: RequestKind) => Effect | null;

/** Faults wait for their kind of request, the oldest first. */
export interface Faults {
  add(effect: Effect, on: readonly RequestKind[], times?: number): void;
  /** For tests in which anything may go wrong at any time; null: good weather. */
  weather(next: Weather | null): void;
  take(kind: RequestKind): Effect | null;
}

export function createFaults(): Faults {
  const waiting: Fault[] = [];
  let weather: Weather | null = null;
  return {
    add(effect, on, times = 1) {
      waiting.push({ on, effect, times });
    },
    weather: (next) => void (weather = next),
    take(kind) {
      const fault = waiting.find(({ on, times }) => times > 0 && on.includes(kind));
      if (fault === undefined) return weather?.(kind) ?? null;
      fault.times--;
      return fault.effect;
    },
  };
}
