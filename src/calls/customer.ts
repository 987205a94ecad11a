import type { Customer } from '../model/call.ts';
import type { CallEvent, Direction, Party } from '../model/event.ts';
import { isExtension, isWithheld, parsePhone } from '../model/phone.ts';

/** How the source's numbers are to be read. */
export interface NumberRules {
  /** ISO alpha-2 of the source, where an event names no country of its own. */
  country: string;
  /** Numbers of up to this many digits are extensions. */
  extensionDigits: number;
}

/** Inbound: the caller. Outbound: the dialled party. Internal: whoever calls (DESIGN §4). */
export function customerOf(direction: Direction, told: readonly CallEvent[], rules: NumberRules): Customer {
  const side = direction === 'outbound' ? 'dialed' : 'caller';
  const { number, name, country } = bestParty(direction, told, side, rules);
  const internal =
    number !== null && (direction === 'internal' || isExtension(number, rules.extensionDigits));
  const withheld = direction !== 'internal' && isWithheld(number);
  const phone = number === null || internal || withheld ? null : parsePhone(number, country);
  return {
    number: withheld ? null : number,
    e164: phone?.e164 ?? null,
    name: name === null || sameDigits(name, number) ? null : name,
    country: phone?.country ?? null,
    withheld,
    internal,
  };
}

/** The other side's number: which of our numbers was called, or what the agent's call showed. */
export function dialedOf(
  direction: Direction,
  told: readonly CallEvent[],
  rules: NumberRules,
): string | null {
  const { number, country } = bestParty(direction, told, 'dialed', rules);
  if (number === null || isExtension(number, rules.extensionDigits)) return number;
  return parsePhone(number, country)?.e164 ?? number;
}

interface BestParty {
  number: string | null;
  name: string | null;
  country: string;
}

/**
 * The first number said by an event that agrees on the direction: a colleague's transfer names the colleague as
 * caller, and that is not the customer. A number outside goes before an extension.
 */
function bestParty(
  direction: Direction,
  told: readonly CallEvent[],
  side: 'caller' | 'dialed',
  rules: NumberRules,
): BestParty {
  let best: { party: Party; country: string; score: number } | null = null;
  for (const event of told) {
    const party = event[side];
    if (party === undefined) continue;
    const score = scoreOf(party, event, direction, rules);
    if (best === null || score > best.score) best = { party, country: event.country ?? rules.country, score };
  }
  const party = best?.party;
  return {
    number: party?.number ?? (direction === 'internal' ? party?.extension : undefined) ?? null,
    name: party?.name ?? null,
    country: best?.country ?? rules.country,
  };
}

function scoreOf(party: Party, event: CallEvent, direction: Direction, rules: NumberRules): number {
  const outside = party.number !== undefined && !isExtension(party.number, rules.extensionDigits);
  const agrees = event.direction === direction;
  return (outside ? 4 : 0) + (agrees ? 2 : 0) + (party.name === undefined ? 0 : 1);
}

/** Many PBXs repeat the number where the caller has no name. */
function sameDigits(name: string, number: string | null): boolean {
  const digits = (text: string): string => text.replaceAll(/\D/g, '');
  return /^[\d\s+()/.-]+$/.test(name) && number !== null && digits(name) === digits(number);
}
