import type { ApiMatch } from '../../api/call.ts';

/** `contact` → `Contact`; with its connection, `Contact · sales`, when the records come from several. */
export function recordKind({ type, connection }: ApiMatch, among: readonly ApiMatch[]): string {
  const kind = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return among.some((other) => other.connection !== connection) ? `${kind} · ${connection}` : kind;
}
