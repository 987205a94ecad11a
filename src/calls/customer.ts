import type { Customer } from '../model/call.ts';
import type { CallEvent, Direction, Party } from '../model/event.ts';
import { isExtension, isWithheld, parsePhone, type ParsedPhone } from '../model/phone.ts';

/** How the source's numbers are to be read. */
export interface NumberRules {
  /** ISO alpha-2 of the source, where an event names no country of its own. */
  country: string;
  /** Numbers of up to this many digits are extensions. */
  extensionDigits: number;
}

type Side = 'caller' | 'dialed';

/** Inbound: the caller. Outbound: the dialled party. Internal: whoever calls (DESIGN §4). */
export function customerOf(direction: Direction, told: readonly CallEvent[], rules: NumberRules): Customer {
  const side = direction === 'outbound' ? 'dialed' : 'caller';
  const said = bestNumber(direction, told, side, rules);
  if (said === null)
    return { ...nobody, name: nameOf(told, side, null), ...standing(direction, null, rules) };
  const { number } = said;
  const { internal, withheld } = standing(direction, number, rules);
  const phone = internal || withheld ? null : readAbroad(said, rules);
  const name = nameOf(told, side, number);
  const numbers =
    phone === null ? { e164: null, country: null } : { e164: phone.e164, country: phone.country };
  return { number: withheld ? null : number, ...numbers, name, withheld, internal };
}

const nobody = { number: null, e164: null, country: null };

/** Who is not to be looked up: our own phones, and callers who do not say who they are. */
function standing(
  direction: Direction,
  number: string | null,
  rules: NumberRules,
): Pick<Customer, 'internal' | 'withheld'> {
  const internal =
    direction === 'internal' || (number !== null && isExtension(number, rules.extensionDigits));
  return { internal, withheld: !internal && isWithheld(number) };
}

/** The other side's number: which of our numbers was called, or what the agent's call showed. */
export function dialedOf(
  direction: Direction,
  told: readonly CallEvent[],
  rules: NumberRules,
): string | null {
  const said = bestNumber(direction, told, 'dialed', rules);
  if (said === null || isExtension(said.number, rules.extensionDigits))
    return said === null ? null : said.number;
  const phone = direction === 'outbound' ? readAbroad(said, rules) : readAtHome(said, rules);
  return phone === null ? said.number : phone.e164;
}

interface SaidNumber {
  number: string;
  /** The event's own country (`a2`). */
  country: string | undefined;
}

/**
 * The first number of the best kind: a colleague's transfer names the colleague as caller, and that is not the
 * customer. So a number outside goes before an extension, and an event that agrees on the direction before others.
 */
function bestNumber(
  direction: Direction,
  told: readonly CallEvent[],
  side: Side,
  rules: NumberRules,
): SaidNumber | null {
  let best: SaidNumber | null = null;
  let bestScore = -1;
  for (const event of told) {
    const number = numberOf(event[side], direction);
    if (number === undefined) continue;
    const score = (isOutside(number, rules) ? 2 : 0) + (event.direction === direction ? 1 : 0);
    if (score > bestScore) best = { number, country: event.country };
    bestScore = Math.max(bestScore, score);
  }
  return best;
}

/** On calls from and to the outside, extensions are only those of the phones on our side. */
function numberOf(party: Party | undefined, direction: Direction): string | undefined {
  return direction === 'internal' ? (party?.number ?? party?.extension) : party?.number;
}

function isOutside(number: string, rules: NumberRules): boolean {
  return !isExtension(number, rules.extensionDigits) && !isWithheld(number);
}

/** The customer's number: in the country that the event names, else in the source's. */
function readAbroad({ number, country }: SaidNumber, rules: NumberRules): ParsedPhone | null {
  return (country === undefined ? null : parsePhone(number, country)) ?? parsePhone(number, rules.country);
}

/** Our own number: contaqt's `a2` speaks of the customer. */
function readAtHome({ number, country }: SaidNumber, rules: NumberRules): ParsedPhone | null {
  return parsePhone(number, rules.country) ?? (country === undefined ? null : parsePhone(number, country));
}

/** The first name said together with this number. Many PBXs repeat the number where the caller has none. */
function nameOf(told: readonly CallEvent[], side: Side, number: string | null): string | null {
  for (const event of told) {
    const party = event[side];
    if (party?.name === undefined || !isNamed(party, number)) continue;
    return sameDigits(party.name, number) ? null : party.name;
  }
  return null;
}

function isNamed({ number, extension }: Party, customer: string | null): boolean {
  return customer === null ? number === undefined : number === customer || extension === customer;
}

function sameDigits(name: string, number: string | null): boolean {
  const digits = (text: string): string => text.replaceAll(/\D/g, '');
  return number !== null && /^[\d\s+()/.-]+$/.test(name) && digits(name) === digits(number);
}
