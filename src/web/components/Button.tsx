import type { ButtonHTMLAttributes } from 'react';
import './button.css';
import { Icon, type IconName } from './Icon.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: IconName;
  /** Working on it: does nothing, with a spinner in the icon's place. It keeps the focus, as a disabled one would not. */
  busy?: boolean;
}

export function Button({ look = 'plain', icon, busy = false, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} ${rest.className ?? ''}`}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** An icon alone; `label` is its name for those who cannot see it, and its tooltip. */
export function IconButton({
  icon,
  label,
  ...rest
}: { icon: IconName; label: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className="button button-quiet button-icon"
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}
