import type { ReactNode } from 'react';
import { Icon } from '../components/Icon.tsx';
import { Link } from '../shell/Link.tsx';

/** One step: done with a summary, open, or yet to come. */
export function Step({
  number,
  at,
  title,
  done = '',
  again,
  children,
}: {
  number: number;
  /** The step that one is at. */
  at: number;
  title: string;
  /** What came of it, once one is past it. */
  done?: string;
  /** Words for going back to it; without them one cannot. */
  again?: string;
  children?: ReactNode;
}) {
  const state = number < at ? 'done' : number === at ? 'current' : 'later';
  return (
    <li className="setup-step" data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
      <span className="setup-step-number" aria-hidden="true">
        {state === 'done' ? <Icon name="check" size={16} /> : number}
      </span>
      <div className="setup-step-text">
        <h2>{title}</h2>
        {state === 'done' && (
          <p className="setup-step-done soft">
            <span className="foreign">{done}</span>
            {again && <Link to={`/setup?step=${number}`}>{again}</Link>}
          </p>
        )}
        {state === 'current' && <div className="setup-step-inside">{children}</div>}
      </div>
    </li>
  );
}
