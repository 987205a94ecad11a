import { setImmediate as breathe } from 'node:timers/promises';

/** Who a phone or an agent may be. Pure: the mapping page and its tests feed it. */

/** Surest first. */
export const suggestionReasons = ['email', 'user', 'extension', 'name'] as const;
export type SuggestionReason = (typeof suggestionReasons)[number];

/** What is known of the one we look for. */
export interface Clues {
  email?: string | null;
  /** User id at the phone system. */
  user?: string | null;
  extension?: string | null;
  name?: string | null;
}

/** Someone it may be. */
export interface Candidate<T> {
  owner: T;
  name: string;
  email: string | null;
  /** Phones they have already: the same extension or user id elsewhere is a sign. */
  phones: readonly { source: string; user: string | null; extension: string | null }[];
}

export interface Suggestion<T> {
  owner: T;
  reason: SuggestionReason;
  /** Why, in a sentence. */
  because: string;
}

export type Suggest<T> = (clues: Clues) => Suggestion<T> | null;

type Signs<T> = Record<SuggestionReason, Map<string, Sign<T>[]>>;
interface Sign<T> {
  owner: T;
  because: (clue: string) => string;
}

/**
 * Reads all candidates once; the answer finds who fits the clues. It names someone only when the surest sign that
 * anybody shows is shown by one alone: two people called Jan Novák are nobody's suggestion.
 */
export function createSuggest<T>(candidates: readonly Candidate<T>[]): Suggest<T> {
  const signs = noSigns<T>();
  learn(signs, candidates);
  return suggestBy(signs);
}

/** Candidates read in one go: reading ten thousand takes longer than a ring may wait. */
const candidatesAtOnce = 500;

/** `createSuggest` that lets others in between. */
export async function createSuggestInTurns<T>(candidates: readonly Candidate<T>[]): Promise<Suggest<T>> {
  const signs = noSigns<T>();
  for (let from = 0; from < candidates.length; from += candidatesAtOnce) {
    learn(signs, candidates.slice(from, from + candidatesAtOnce));
    await breathe();
  }
  return suggestBy(signs);
}

function suggestBy<T>(signs: Signs<T>): Suggest<T> {
  return (clues) => {
    const known = cluesBy(clues);
    for (const reason of suggestionReasons) {
      const clue = known[reason];
      if (!clue) continue;
      const [first, ...others] = signs[reason].get(keyOf(reason, clue)) ?? [];
      if (first === undefined || others.some(({ owner }) => owner !== first.owner)) continue;
      return { owner: first.owner, reason, because: first.because(clue) };
    }
    return null;
  };
}

/** Some phone systems know their users by address. */
function cluesBy({
  email,
  user,
  extension,
  name,
}: Clues): Record<SuggestionReason, string | null | undefined> {
  return { email: email ?? (user?.includes('@') ? user : null), user, extension, name };
}

const noSigns = <T>(): Signs<T> => ({
  ...{ email: new Map(), user: new Map(), extension: new Map(), name: new Map() },
});

function learn<T>(signs: Signs<T>, candidates: readonly Candidate<T>[]): void {
  const note = (reason: SuggestionReason, key: string, sign: Sign<T>): void => {
    const same = signs[reason].get(key);
    if (same) same.push(sign);
    else if (key !== '') signs[reason].set(key, [sign]);
  };
  const add = (reason: SuggestionReason, value: string, sign: Sign<T>): void =>
    note(reason, keyOf(reason, value), sign);
  for (const { owner, name, email, phones } of candidates) {
    if (email) {
      add('email', email, { owner, because: (clue) => `Same e-mail address, ${clue}` });
      const local = email.split('@')[0] ?? '';
      add('user', local, { owner, because: (clue) => `User ${clue} fits the address ${email}` });
    }
    const words = wordsOf(name);
    for (const spelling of userNames(words)) {
      note('user', spelling, { owner, because: (clue) => `User ${clue} fits the name ${name}` });
    }
    for (const { source, user, extension } of phones) {
      if (user) add('user', user, { owner, because: (clue) => `Is user ${clue} on ${source}` });
      if (extension)
        add('extension', extension, { owner, because: (clue) => `Has extension ${clue} on ${source}` });
    }
    note('name', words.sort().join(' '), { owner, because: (clue) => `Same name, ${clue}` });
  }
}

/** How people of this name (its words) are written as users: `evanovak`, `enovak`, `novake`. */
function userNames(words: readonly string[]): string[] {
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (words.length < 2) return [];
  return [`${first}${last}`, `${first.charAt(0)}${last}`, `${last}${first.charAt(0)}`];
}

const isAscii = /^[\x20-\x7e]*$/;

/** What counts as the same: no case, no accents, no dots; a name's words in any order. */
function keyOf(reason: SuggestionReason, value: string): string {
  if (reason === 'email' || reason === 'extension') return value.trim().toLowerCase();
  const words = wordsOf(value);
  return reason === 'name' ? words.sort().join(' ') : words.join('');
}

function wordsOf(text: string): string[] {
  // Nearly all are; ten thousand agents are read between two rings.
  if (isAscii.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
