/** What a request is for. `token` is the OAuth endpoint; `record` one record by id. */
export type RequestKind =
  'token' | 'describe' | 'query' | 'search' | 'write' | 'record' | 'deleted' | 'limits';

export type Effect =
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

/** Faults wait for their kind of request, the oldest first. */
export interface Faults {
  add(effect: Effect, on: readonly RequestKind[], times?: number): void;
  take(kind: RequestKind): Effect | null;
}

export function createFaults(): Faults {
  const waiting: Fault[] = [];
  return {
    add(effect, on, times = 1) {
      waiting.push({ on, effect, times });
    },
    take(kind) {
      const fault = waiting.find(({ on, times }) => times > 0 && on.includes(kind));
      if (fault === undefined) return null;
      fault.times--;
      return fault.effect;
    },
  };
}
