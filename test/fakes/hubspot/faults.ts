import type { RouteName } from './routes.ts';
import { refusal, type Reply } from './reply.ts';

/** What the fake can be told to do instead of answering rightly. */
export type Fault =
  /** Nothing was done. */
  | { do: 'answer'; reply: Reply }
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
  /** Only requests of these kinds; all without. */
  only?: readonly RouteName[];
  /** How many requests; 1 without. */
  times?: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  take(route: RouteName): Fault | null;
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, left: rule.times ?? 1 }),
    clear: () => (rules = []),
    take(route) {
      const found = rules.find(({ rule }) => rule.only?.includes(route) ?? true);
      if (found === undefined) return null;
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
