import type { RouteName } from './routes.ts';
import { refusal, type Reply } from './reply.ts';

/** What the fake can be told to do instead of answering rightly. */
export type Fault =
  /** Nothing was done. */
  | { do: 'answer'; reply: Reply }
  /** Nothing was done, and the connection ends without an answer, or none comes. */
  | { do: 'cut_before' }
  | { do: 'hang_before' }
  /** Every access token ends, this request's too. */
  | { do: 'expire' }
  /** All was done, and the connection ends without an answer. */
  | { do: 'cut' }
  /** All was done, and no answer comes. */
  | { do: 'hang' }
  | { do: 'slow'; ms: number }
  /** All was done, and the answer is no JSON. */
  | { do: 'nonsense' }
  /** Every second item of a batch fails. */
  | { do: 'partial' };

export interface FaultRule {
  fault: Fault;
  /** Only requests of these kinds; without, all but those for tokens. */
  only?: readonly (RouteName | 'token')[];
  /** How many requests; 1 without. */
  times?: number;
}

/** What befalls a request that no fault waits for; null: nothing does. */
export type Weather = (route: RouteName | 'token') => Fault | null;

export interface Faults {
  add(rule: FaultRule): void;
  /** For tests in which anything may go wrong at any time; null: good weather. */
  weather(next: Weather | null): void;
  clear(): void;
  take(route: RouteName | 'token'): Fault | null;
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  let weather: Weather | null = null;
  return {
    add: (rule) => void rules.push({ rule, left: rule.times ?? 1 }),
    clear: () => (rules = []),
    weather: (next) => void (weather = next),
    take(route) {
      const found = rules.find(({ rule }) => rule.only?.includes(route) ?? route !== 'token');
      if (found === undefined) return weather?.(route) ?? null;
      found.left -= 1;
      if (found.left <= 0) rules = rules.filter((one) => one !== found);
      return found.rule.fault;
    },
  };
}

const answers: Record<number, [category: string, message: string]> = {
  401: ['INVALID_AUTHENTICATION', 'Authentication credentials not found.'],
  403: ['MISSING_SCOPES', 'This app hasn’t been granted all required scopes to make this call.'],
  423: ['LOCKED', 'The account is locked by a large write.'],
  477: ['MIGRATION', 'The account is being moved to another data centre.'],
  500: ['INTERNAL_ERROR', 'internal error'],
};

/** An error of HubSpot's with this status. */
export function answering(status: number, headers: Record<string, string> = {}): Fault {
  const [category, message] = answers[status] ?? ['INTERNAL_ERROR', 'service unavailable'];
  return { do: 'answer', reply: refusal({ status, category, message }, headers) };
}
