import type { Pop } from '../../api/call.ts';

/** What the card's clock counts: since when, by the server's clock; or a finished span. */
export type CardClock = { since: number } | { ms: number } | null;

export function clockOf(pop: Pop, email: string | null): CardClock {
  const mine = pop.legs.filter((leg) => leg.agent !== null && leg.agent === email);
  if (pop.popState === 'ringing') {
    return { since: Date.parse(latest(mine.map((leg) => leg.ringingAt)) ?? pop.startedAt) };
  }
  if (pop.popState === 'answered') {
    const answeredAt = latest(mine.map((leg) => leg.answeredAt)) ?? pop.answeredAt;
    return answeredAt ? { since: Date.parse(answeredAt) } : null;
  }
  return pop.popState === 'ended' ? { ms: talkMsOf(pop, email) } : null;
}

/** This agent's own talking time; the call's when no leg is named. */
export function talkMsOf(pop: Pop, email: string | null): number {
  const mine = pop.legs.filter((leg) => leg.agent !== null && leg.agent === email);
  return mine.length > 0 ? mine.reduce((sum, leg) => sum + leg.talkMs, 0) : pop.talkMs;
}

function latest(instants: (string | null)[]): string | null {
  return instants.reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);
}
