import type { ApiMatch } from '../../api/call.ts';
import { safeUrl } from '../format/safe-url.ts';

/** Where records open: a tab of their own, or the CRM's window in which the panel is shown. */
type Opener = (match: ApiMatch) => boolean;

let opener: Opener | null = null;

/** `open` answers false for records of another CRM. */
export function openRecordsWith(open: Opener | null): void {
  opener = open;
}

/** Whether the CRM's window shows it. */
export function openHere(match: ApiMatch): boolean {
  return opener?.(match) ?? false;
}

export function openRecord(match: ApiMatch): void {
  const url = safeUrl(match.url);
  if (!openHere(match) && url) window.open(url, '_blank', 'noopener');
}
