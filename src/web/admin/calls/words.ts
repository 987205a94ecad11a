import type { ApiCall, Explanation } from '../../../api/call.ts';
import type { ChipTone } from '../../components/Chip.tsx';

/** Who the call was with, as one would say it. */
export function customerOf({ customer, matches }: ApiCall): string {
  const { name, formatted, number } = customer;
  return matches[0]?.name ?? name ?? formatted ?? number ?? 'Withheld number';
}

/** The number, where the name stands in its place. */
export function numberOf({ customer }: ApiCall): string | null {
  return customer.formatted ?? customer.number;
}

export const outcomes: Readonly<Record<NonNullable<ApiCall['outcome']>, string>> = {
  answered: 'Answered',
  missed: 'Missed',
  abandoned: 'Abandoned',
  busy: 'Busy',
  rejected: 'Declined',
  failed: 'Failed',
  no_answer: 'No answer',
};

export const states: Readonly<Record<ApiCall['state'], string>> = {
  started: 'Started',
  queued: 'In a queue',
  ringing: 'Ringing',
  answered: 'Talking',
  ended: 'Over',
};

export function stateOf({ state, outcome }: ApiCall): { text: string; tone: ChipTone } {
  if (state !== 'ended') return { text: states[state], tone: state === 'answered' ? 'good' : 'accent' };
  if (outcome === null) return { text: 'Over', tone: 'neutral' };
  const unanswered = outcome === 'missed' || outcome === 'abandoned';
  return { text: outcomes[outcome], tone: outcome === 'answered' ? 'good' : unanswered ? 'warn' : 'neutral' };
}

export const directions: Readonly<Record<ApiCall['direction'], string>> = {
  inbound: 'Inbound',
  outbound: 'Outbound',
  internal: 'Internal',
};

export const fates: Readonly<Record<Explanation['status'], { text: string; tone: ChipTone }>> = {
  logged: { text: 'Logged', tone: 'good' },
  waiting: { text: 'Waiting', tone: 'accent' },
  sending: { text: 'Being sent', tone: 'accent' },
  dead: { text: 'Refused', tone: 'bad' },
  skipped: { text: 'Left out', tone: 'neutral' },
  none: { text: 'Not planned', tone: 'neutral' },
};

/** Names of those whose phones had a part in it. */
export function agentsOf({ legs }: ApiCall): string {
  const answered = legs.filter(({ answeredAt }) => answeredAt !== null);
  const shown = answered.length > 0 ? answered : legs;
  return [...new Set(shown.flatMap((leg) => leg.agentName ?? leg.extension ?? []))].join(', ');
}
