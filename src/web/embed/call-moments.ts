import type { ApiMatch, Pop } from '../../api/call.ts';
import { callerOf } from '../agent/caller.ts';
import { isFinished, type LiveCall } from '../stream/state.ts';
import type { OpenOn } from './crm-window.ts';

type Moment = 'began' | 'answered' | 'ended';

/** What happened to this agent's calls between two states of the panel, in the order in which it happens to a call. */
export function momentsBetween(
  before: readonly LiveCall[],
  now: readonly LiveCall[],
): { moment: Moment; pop: Pop }[] {
  return now.flatMap(({ pop }) => {
    const old = before.find((call) => call.pop.id === pop.id)?.pop.popState ?? null;
    return momentsOf(old, pop.popState).map((moment) => ({ moment, pop }));
  });
}

function momentsOf(old: Pop['popState'] | null, now: Pop['popState']): Moment[] {
  const wasLive = old === 'ringing' || old === 'answered';
  const isLive = now === 'ringing' || now === 'answered';
  const moments: Moment[] = [];
  if (isLive && !wasLive) moments.push('began');
  if (now === 'answered' && old !== 'answered') moments.push('answered');
  if (wasLive && !isLive) moments.push('ended');
  return moments;
}

/** The record that is to be opened by itself now; null: not yet, or none is certain. */
export function recordToOpen(pop: Pop, openOn: OpenOn): ApiMatch | null {
  if (openOn === 'click' || isFinished(pop)) return null;
  if (openOn === 'answer' && pop.popState !== 'answered') return null;
  return callerOf(pop).record;
}
