/**
 * An address from outside, fit for an href, or null: only http, https and paths of this server.
 * `javascript:`, `data:` and the like come from phone systems and CRMs as easily as real addresses do.
 */
export function safeUrl(address: string | null | undefined): string | null {
  if (!address) return null;
  const trimmed = address.trim();
  if (ownPath(trimmed) !== null) return trimmed;
  if (!/^https?:\/\//i.test(trimmed)) return null;
  return URL.canParse(trimmed) ? trimmed : null;
}

/** A path of this server, or null. `//host` and `/\host` are other servers to a browser. */
export function ownPath(address: string | null | undefined): string | null {
  if (!address || !/^\/(?![/\\])/.test(address)) return null;
  // Browsers drop tabs and line breaks inside an address: "/\t/host" would be "//host".
  return hasControlCharacter(address) ? null : address;
}

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character < ' ');
}
