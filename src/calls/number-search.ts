import { parsePhone } from '../model/phone.ts';

/** What a typed number may be stored as: as typed, without blanks, and E.164 as any of these countries dials it. */
export function storedFormsOf(typed: string, countries: readonly string[]): string[] {
  const plain = typed.trim();
  const parsed = [null, ...countries].map((country) => parsePhone(plain, country)?.e164 ?? null);
  return [...new Set([plain, plain.replaceAll(/[\s()./-]/g, ''), ...parsed.filter((form) => form !== null)])];
}
