import type { ApiMatch, Pop } from '../../api/call.ts';
import { recordKind } from './record-kind.ts';

/** Who is calling, in the words of the card. */
export interface Caller {
  /** In large type: a name, else the number. */
  title: string;
  /** How many other people it may be. */
  others: number;
  /** Company, or what else is known; null while it is being looked up. */
  subtitle: string | null;
  /** The number to show below; null when the title is the number or there is none. */
  number: string | null;
  country: string | null;
  /** The record to open: the chosen one, or the only one. */
  record: ApiMatch | null;
  isPerson: boolean;
}

export function callerOf(pop: Pop): Caller {
  if (pop.customer.withheld) return withheld(pop);
  if (pop.direction === 'internal') return colleague(pop);
  const best = chosenMatch(pop) ?? pop.matches[0];
  return best ? matched(pop, best) : unmatched(pop);
}

export function chosenMatch(pop: Pop): ApiMatch | undefined {
  const { chosen } = pop;
  return chosen ? pop.matches.find((match) => isSameRecord(match, chosen)) : undefined;
}

export function isSameRecord(a: NonNullable<Pop['chosen']>, b: NonNullable<Pop['chosen']>): boolean {
  return a.connection === b.connection && a.type === b.type && a.id === b.id;
}

function numberOf({ customer }: Pop): string | null {
  return customer.formatted ?? customer.e164 ?? customer.number;
}

function withheld(pop: Pop): Caller {
  const match = chosenMatch(pop) ?? pop.matches[0];
  return {
    ...nobody,
    title: match?.name ?? 'Number withheld',
    subtitle: match ? match.company : 'The caller hides the number',
    record: match ?? null,
  };
}

function colleague(pop: Pop): Caller {
  const number = pop.customer.number;
  const extension = number ? `Extension ${number}` : null;
  return {
    ...nobody,
    title: pop.customer.name ?? extension ?? 'A colleague',
    subtitle: 'Internal call',
    number: pop.customer.name ? extension : null,
    isPerson: pop.customer.name !== null,
  };
}

function matched(pop: Pop, best: ApiMatch): Caller {
  const isChosen = chosenMatch(pop) !== undefined;
  const people = new Set(pop.matches.map((match) => match.name.trim().toLowerCase()));
  return {
    title: best.name || numberOf(pop) || 'Unnamed record',
    others: isChosen ? 0 : people.size - 1,
    subtitle: best.company || recordKind(best, pop.matches),
    number: best.name ? numberOf(pop) : null,
    country: pop.customer.country,
    record: isChosen || pop.matches.length === 1 ? best : null,
    isPerson: Boolean(best.name),
  };
}

function unmatched(pop: Pop): Caller {
  const name = pop.lead?.name ?? pop.customer.name;
  const number = numberOf(pop);
  return {
    ...nobody,
    title: name ?? number ?? 'Unknown caller',
    subtitle: pop.lookup === 'pending' ? null : lookupInWords(pop),
    number: name ? number : null,
    country: pop.customer.country,
    isPerson: name !== null,
  };
}

function lookupInWords(pop: Pop): string {
  if (pop.lookup === 'failed') return 'The records could not be searched';
  if (pop.lookup === 'partial') return 'Some records could not be searched';
  if (pop.lead?.name) return 'Lead, as the phone system says';
  return 'Not in your records';
}

const nobody: Caller = {
  title: '',
  others: 0,
  subtitle: null,
  number: null,
  country: null,
  record: null,
  isPerson: false,
};
