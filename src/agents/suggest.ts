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

type Signs<T> = Record<SuggestionReason, Map<string, Sign<T>[]>>;
interface Sign<T> {
  owner: T;
  because: (clue: string) => string;
}

/**
 * Reads all candidates once; the answer finds who fits the clues. It names someone only when the surest sign that
 * anybody shows is shown by one alone: two people called Jan Novák are nobody's suggestion.
 */
export function createSuggest<T>(
  candidates: readonly Candidate<T>[],
): (clues: Clues) => Suggestion<T> | null {
  const signs = signsOf(candidates);
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

function signsOf<T>(candidates: readonly Candidate<T>[]): Signs<T> {
  const signs: Signs<T> = { email: new Map(), user: new Map(), extension: new Map(), name: new Map() };
  const add = (reason: SuggestionReason, value: string, sign: Sign<T>): void => {
    const key = keyOf(reason, value);
    if (key !== '') signs[reason].set(key, [...(signs[reason].get(key) ?? []), sign]);
  };
  for (const { owner, name, email, phones } of candidates) {
    if (email) {
      add('email', email, { owner, because: (clue) => `Same e-mail address, ${clue}` });
      const local = email.split('@')[0] ?? '';
      add('user', local, { owner, because: (clue) => `User ${clue} fits the address ${email}` });
    }
    for (const spelling of userNames(name)) {
      add('user', spelling, { owner, because: (clue) => `User ${clue} fits the name ${name}` });
    }
    for (const { source, user, extension } of phones) {
      if (user) add('user', user, { owner, because: (clue) => `Is user ${clue} on ${source}` });
      if (extension)
        add('extension', extension, { owner, because: (clue) => `Has extension ${clue} on ${source}` });
    }
    add('name', name, { owner, because: (clue) => `Same name, ${clue}` });
  }
  return signs;
}

/** How people are written as users: `evanovak`, `enovak`, `novake`. */
function userNames(name: string): string[] {
  const words = wordsOf(name);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (words.length < 2) return [];
  return [`${first}${last}`, `${first.charAt(0)}${last}`, `${last}${first.charAt(0)}`];
}

/** What counts as the same: no case, no accents, no dots; a name's words in any order. */
function keyOf(reason: SuggestionReason, value: string): string {
  if (reason === 'email' || reason === 'extension') return value.trim().toLowerCase();
  const words = wordsOf(value);
  return reason === 'name' ? words.sort().join(' ') : words.join('');
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
