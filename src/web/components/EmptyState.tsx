import type { ReactNode } from 'react';
import './empty-state.css';
import { Icon, type IconName } from './Icon.tsx';

/** Nothing here yet: what will come, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="empty-state">
      <span className="empty-state-icon">
        <Icon name={icon} size={26} />
      </span>
      <p className="empty-state-title">{title}</p>
      {children && <div className="empty-state-text">{children}</div>}
    </div>
  );
}
