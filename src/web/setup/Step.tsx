import type { ReactNode } from 'react';
import { Icon } from '../components/Icon.tsx';

/** One step: done with a summary, open, or yet to come. */
export function Step({
  number,
  title,
  done = null,
  current = false,
  children,
}: {
  number: number;
  title: string;
  done?: string | null;
  current?: boolean;
  children?: ReactNode;
}) {
  const state = done !== null ? 'done' : current ? 'current' : 'later';
  return (
    <li
      className="setup-step"
      data-state={state}
      aria-current={current && done === null ? 'step' : undefined}
    >
      <span className="setup-step-number" aria-hidden="true">
        {state === 'done' ? <Icon name="check" size={16} /> : number}
      </span>
      <div className="setup-step-text">
        <h2>{title}</h2>
        {done !== null && <p className="soft foreign">{done}</p>}
        {state === 'current' && <div className="setup-step-inside">{children}</div>}
      </div>
    </li>
  );
}
