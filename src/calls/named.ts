import type { LeadAnswer, NamedRecord, StoredCall } from '../model/call.ts';
import type { ChosenRecord, Match } from '../model/contact.ts';

/** The call with what CRMs say of its lead, whose record comes before whoever has the number. Pure. */
export function withLead(call: StoredCall, leadId: string, answers: readonly LeadAnswer[]): StoredCall {
  if (call.lead?.id !== leadId) return call;
  const { answered, matches } = call.named?.id === leadId ? call.named : unasked;
  const isNews = ({ connection }: { connection: string }): boolean =>
    answers.some((answer) => answer.connection === connection);
  const named: NamedRecord = {
    id: leadId,
    answered: [...new Set([...answered, ...answers.map(({ connection }) => connection)])],
    matches: [...matches.filter((match) => !isNews(match)), ...answers.flatMap(({ match }) => match ?? [])],
  };
  return { ...call, named, matches: withNamed(named, withoutNamed(call.named, call.matches)) };
}

const unasked = { answered: [], matches: [] };

/** The call with a person who has its number after all. Pure. */
export function withPerson(call: StoredCall, e164: string, person: Match): StoredCall {
  if (call.customer.e164 !== e164) return call;
  const matches = [...call.matches.filter((match) => !isSameRecord(match, person)), person];
  return { ...call, matches, lookup: 'done' };
}

/** The call with what an agent chose: one choice for each connection, the latest first. Pure. */
export function withChoice(call: StoredCall, choice: ChosenRecord): StoredCall {
  const others = call.chosen.filter(({ connection }) => connection !== choice.connection);
  return { ...call, chosen: [choice, ...others] };
}

/** All matches of a call, best first. */
export function withNamed(named: NamedRecord | null, matches: readonly Match[]): readonly Match[] {
  return named === null ? matches : [...named.matches, ...withoutNamed(named, matches)];
}

/** Those that are known by the number alone. */
export function withoutNamed(named: NamedRecord | null, matches: readonly Match[]): readonly Match[] {
  if (named === null) return matches;
  return matches.filter((match) => !named.matches.some((one) => isSameRecord(one, match)));
}

export function isSameRecord(a: ChosenRecord, b: ChosenRecord): boolean {
  return a.connection === b.connection && a.type === b.type && a.id === b.id;
}
