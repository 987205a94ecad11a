import type { ApiMatch } from '../../api/call.ts';

/** `contact in sales` → `Contact in sales`. */
export function recordKind({ type, connection }: ApiMatch): string {
  return `${type.charAt(0).toUpperCase()}${type.slice(1)} in ${connection}`;
}
