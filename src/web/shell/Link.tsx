import type { MouseEvent, ReactNode } from 'react';
import { navigate, useAddress } from './router.ts';

/** A link inside the app; a click with a modifier key still opens a tab. */
export function Link({
  to,
  within = false,
  className,
  children,
}: {
  to: string;
  /** Current on the pages below it too. */
  within?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const { pathname } = useAddress();
  const here = pathname === to || (within && pathname.startsWith(`${to}/`));
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} className={className} onClick={follow} aria-current={here ? 'page' : undefined}>
      {children}
    </a>
  );
}
