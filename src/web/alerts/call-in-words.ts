import { callerOf } from '../agent/caller.ts';
import { stateWords } from '../agent/words.ts';
import type { Pop } from '../../api/call.ts';

/** A call in one spoken line: `Ringing: Karel Novák, Novák s.r.o., +420 …, queue helpdesk`. */
export function callInWords(pop: Pop): string {
  return `${stateWords(pop)}: ${[callerOf(pop).title, ...detailsOf(pop)].join(', ')}`;
}

export function detailsOf(pop: Pop): string[] {
  const { subtitle, number } = callerOf(pop);
  const details = [subtitle, number, pop.queue && `queue ${pop.queue}`];
  return details.flatMap((detail) => detail || []);
}
