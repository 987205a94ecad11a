import type { Pop, Presence } from '../../api/call.ts';
import type { ChipTone } from '../components/Chip.tsx';
import type { IconName } from '../components/Icon.tsx';
import type { Link } from '../stream/state.ts';

export const linkWords: Record<Link, { text: string; tone: ChipTone }> = {
  connecting: { text: 'Connecting…', tone: 'neutral' },
  live: { text: 'Connected', tone: 'good' },
  reconnecting: { text: 'Reconnecting…', tone: 'warn' },
  'signed-out': { text: 'Signed out', tone: 'bad' },
  refused: { text: 'No phone yet', tone: 'warn' },
};

export const presenceWords: Record<Presence['state'], { text: string; tone: ChipTone }> = {
  available: { text: 'Available', tone: 'good' },
  paused: { text: 'Paused', tone: 'warn' },
  offline: { text: 'Phone offline', tone: 'neutral' },
  unknown: { text: 'Phone state unknown', tone: 'neutral' },
};

/** What to do about a pause that the phone system made. */
export const pauseAdvice = 'Queues send you no calls until you unpause on your phone.';

export function stateWords(pop: Pop): string {
  switch (pop.popState) {
    case 'ringing':
      return pop.direction === 'outbound' ? 'Dialling' : 'Ringing';
    case 'answered':
      return 'Talking';
    case 'answered_elsewhere':
      return `${pop.answeredBy ?? 'Someone else'} answered`;
    case 'missed':
      return 'Missed';
    case 'ended':
      return outcomeWords(pop);
  }
}

function outcomeWords({ outcome }: Pop): string {
  switch (outcome) {
    case 'busy':
      return 'Busy';
    case 'rejected':
      return 'Declined';
    case 'failed':
      return 'Failed';
    case 'no_answer':
      return 'No answer';
    case 'missed':
    case 'abandoned':
      return 'The caller hung up';
    default:
      return 'Ended';
  }
}

/** The card's: what became of it for this agent, else which way the call goes. */
export function stateIcon(pop: Pop): IconName {
  if (pop.popState === 'answered') return 'phone';
  return pop.popState === 'answered_elsewhere' ? 'check' : directionIcon(pop);
}

export function directionIcon(pop: Pop): IconName {
  if (pop.popState === 'missed') return 'missed';
  return ({ inbound: 'incoming', outbound: 'outgoing', internal: 'internal' } as const)[pop.direction];
}
