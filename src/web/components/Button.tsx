import type { ButtonHTMLAttributes } from 'react';
import './button.css';
import { Icon, type IconName } from './Icon.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: IconName;
  /** Working on it: disabled, with a spinner in the icon's place. */
  busy?: boolean;
}

export function Button({ look = 'plain', icon, busy = false, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} ${rest.className ?? ''}`}
      disabled={busy || rest.disabled}
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
