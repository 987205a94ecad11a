import type { Pop } from '../../api/call.ts';
import { isFinished, type LiveCall } from '../stream/state.ts';

/** How long a card stays after its call is over for this agent. */
const lingerMs = { answered_elsewhere: 5_000, missed: 6_000, ended: 120_000 } as const;
/** A call of which nobody knows whose it is waits longer for the agent's word. */
const askingLingerMs = 600_000;
const fadeMs = 400;

export interface ShownCall extends LiveCall {
  fading: boolean;
}

/**
 * The cards to show, ringing first. The one under the pointer or the keyboard (`heldId`) does not leave. `done` are
 * those the agent put away.
 */
export function shownCalls(
  calls: readonly LiveCall[],
  now: number,
  heldId: string | null,
  done: ReadonlySet<string>,
): ShownCall[] {
  return calls
    .filter(({ pop }) => !isFinished(pop) || !done.has(pop.id))
    .map((call) => ({ call, leftMs: call.pop.id === heldId ? Infinity : leftMs(call, now) }))
    .filter(({ leftMs }) => leftMs > 0)
    .map(({ call, leftMs }) => ({ ...call, fading: leftMs <= fadeMs }))
    .sort((a, b) => rank(a.pop) - rank(b.pop));
}

function leftMs({ pop, stateSince }: LiveCall, now: number): number {
  if (pop.popState === 'ringing' || pop.popState === 'answered') return Infinity;
  const stayMs = pop.popState === 'ended' && isUndecided(pop) ? askingLingerMs : lingerMs[pop.popState];
  return stateSince + stayMs - now;
}

/** Several records have the number, and nobody said which it is. */
export function isUndecided({ matches, chosen, customer }: Pop): boolean {
  return matches.length > 1 && chosen === null && !customer.withheld;
}

function rank(pop: Pop): number {
  if (pop.popState === 'ringing') return 0;
  return isFinished(pop) ? 2 : 1;
}
