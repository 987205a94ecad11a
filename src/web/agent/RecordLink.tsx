import type { ReactNode } from 'react';
import type { ApiMatch } from '../../api/call.ts';
import { safeUrl } from '../format/safe-url.ts';
import { openHere } from './record-opener.ts';

/** Opens a record of the CRM: beside this page, or inside the CRM's window. Null for what is no address of the web. */
export function RecordLink({
  match,
  className,
  label,
  children,
}: {
  match: ApiMatch;
  className?: string;
  /** Where there are no words inside. */
  label?: string;
  children: ReactNode;
}) {
  const url = safeUrl(match.url);
  if (!url) return null;
  return (
    <a
      className={className}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={label}
      title={label}
      onClick={(event) => openHere(match) && event.preventDefault()}
    >
      {children}
    </a>
  );
}
