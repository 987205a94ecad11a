/** `CZ` → `Czechia`, in the browser's language; an unknown code stays as it is. */
export function countryName(code: string, locale?: string): string {
  if (!isCountryCode(code)) return code;
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `CZ` → 🇨🇿: two regional indicator letters. Where there are no flags, the two letters show. */
export function countryFlag(code: string): string {
  if (!isCountryCode(code)) return '';
  const offset = 0x1f1e6 - 'A'.charCodeAt(0);
  return String.fromCodePoint(...Array.from(code, (letter) => letter.charCodeAt(0) + offset));
}

function isCountryCode(code: string): boolean {
  return /^[A-Z]{2}$/.test(code);
}
