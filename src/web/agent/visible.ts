import type { Pop } from '../../api/call.ts';
import { isFinished, type LiveCall } from '../stream/state.ts';

/** How long a card stays after its call is over for this agent. */
const lingerMs = { answered_elsewhere: 5_000, missed: 6_000, ended: 8_000 } as const;
const fadeMs = 400;

export interface ShownCall extends LiveCall {
  fading: boolean;
}

/**
 * The cards to show, ringing first. The one under the pointer or the keyboard (`heldId`) does not leave.
 */
export function shownCalls(calls: readonly LiveCall[], now: number, heldId: string | null): ShownCall[] {
  return calls
    .map((call) => ({ call, leftMs: call.pop.id === heldId ? Infinity : leftMs(call, now) }))
    .filter(({ leftMs }) => leftMs > 0)
    .map(({ call, leftMs }) => ({ ...call, fading: leftMs <= fadeMs }))
    .sort((a, b) => rank(a.pop) - rank(b.pop));
}

function leftMs({ pop, stateSince }: LiveCall, now: number): number {
  if (pop.popState === 'ringing' || pop.popState === 'answered') return Infinity;
  return stateSince + lingerMs[pop.popState] - now;
}

function rank(pop: Pop): number {
  if (pop.popState === 'ringing') return 0;
  return isFinished(pop) ? 2 : 1;
}
