import { isSupportedCountry, parsePhoneNumberWithError, type CountryCode } from 'libphonenumber-js/max';
import { LRUCache } from 'lru-cache';

export interface ParsedPhone {
  /** `+420591166223` */
  e164: string;
  /** As dialled within the country, digits only. */
  national: string;
  /** ISO 3166-1 alpha-2; null where the number belongs to no country (satellite, freephone). */
  country: string | null;
  /** As people of that country write it, with its country code. */
  formatted: string;
}

/** What PBXs put in the place of a number: FreeSWITCH's, Asterisk's and SIP's words. */
const withheldWords = new Set([
  '',
  'anonymous',
  'unknown',
  'restricted',
  'unavailable',
  'private',
  'withheld',
  'blocked',
  'hidden',
  'asreceived',
  'null',
  'undefined',
  '-',
  '0',
]);

const longestNumber = 60;

/** True when the PBX sent no number at all, or one of the words PBXs put in its place. */
export function isWithheld(number: string | null | undefined): boolean {
  return number === null || number === undefined || withheldWords.has(bareNumber(number).toLowerCase());
}

/** Up to `digits` digits without `+` are a phone of our own, never a person outside (DESIGN §4). */
export function isExtension(number: string, digits = 6): boolean {
  const bare = bareNumber(number);
  return bare.length <= digits && /^\d+$/.test(bare);
}

type Remembered = ParsedPhone | 'none';
const remembered = new LRUCache<string, Remembered>({ max: 20_000 });

/**
 * Reads a number as dialled in `country` (ISO alpha-2). Null for what is no telephone number.
 * Numbers with `+` need only have a possible length: new ranges open faster than metadata is released.
 */
export function parsePhone(number: string, country: string | null): ParsedPhone | null {
  const bare = bareNumber(number);
  if (bare.length > longestNumber) return null;
  const key = `${country ?? ''} ${bare}`;
  let parsed = remembered.get(key);
  if (parsed === undefined) {
    parsed = read(bare, country) ?? readDialedAbroad(bare) ?? 'none';
    remembered.set(key, parsed);
  }
  return parsed === 'none' ? null : parsed;
}

/** `00` is the way out of most countries, and PBXs write it also where it is not (`011` in America). */
function readDialedAbroad(number: string): ParsedPhone | null {
  return number.startsWith('00') ? read(`+${number.slice(2)}`, null) : null;
}

function read(number: string, country: string | null): ParsedPhone | null {
  try {
    const phone = parsePhoneNumberWithError(number, { extract: false, ...countryOption(country) });
    if (!phone.isValid() && !(number.startsWith('+') && phone.isPossible())) return null;
    return {
      e164: phone.number,
      national: phone.nationalNumber,
      country: phone.country ?? null,
      formatted: phone.formatInternational(),
    };
  } catch {
    // The library throws for everything that is no number: "NOT_A_NUMBER", "TOO_SHORT", "INVALID_COUNTRY".
    return null;
  }
}

function countryOption(country: string | null): { defaultCountry?: CountryCode } {
  return country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {};
}

/** `"Karel" <sip:+420591166223@pbx;user=phone>` → `+420591166223`: the library reads no SIP addresses. */
function bareNumber(number: string): string {
  const address = number.trim();
  if (!address.includes(':')) return address;
  const scheme = /(?:^|<)(?:sips?|tel):/i.exec(address);
  return scheme === null ? address : address.slice(scheme.index + scheme[0].length).replace(/[@;>].*$/s, '');
}
