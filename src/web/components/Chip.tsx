import type { ReactNode } from 'react';
import './chip.css';
import { Icon, type IconName } from './Icon.tsx';

export type ChipTone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent';

export function Chip({
  tone = 'neutral',
  icon,
  dot,
  title,
  children,
}: {
  tone?: ChipTone;
  icon?: IconName;
  /** A dot before the words; never the only sign of a state. */
  dot?: boolean;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {dot && <span className="chip-dot" aria-hidden="true" />}
      {icon && <Icon name={icon} size={14} />}
      <span className="chip-text foreign">{children}</span>
    </span>
  );
}
