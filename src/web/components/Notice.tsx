import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import './notice.css';

type Tone = 'info' | 'good' | 'warn' | 'bad';

/** A message in place. Bad news is announced at once, the rest when there is a pause. */
export function Notice({
  tone = 'info',
  children,
  action,
}: {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={tone === 'good' ? 'check' : tone === 'info' ? 'info' : 'alert'} />
      <div className="notice-text">{children}</div>
      {action}
    </div>
  );
}
