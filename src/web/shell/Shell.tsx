import type { ReactNode } from 'react';
import { Link } from './Link.tsx';
import { Logo } from './Logo.tsx';
import { useMe } from './me.ts';
import './shell.css';
import { UserMenu } from './UserMenu.tsx';

/** What every page has around it. */
export function Shell({
  status,
  tools,
  children,
}: {
  status?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const me = useMe();
  return (
    <>
      <header className="shell-bar">
        <Link to={me?.person.role === 'admin' ? '/admin' : '/agent'} className="shell-brand">
          <Logo />
          <span className="shell-brand-name">Ringside</span>
        </Link>
        {me?.person.role === 'admin' && (
          <nav className="shell-nav" aria-label="Pages">
            <Link to="/agent">Calls</Link>
            <Link to="/admin">Admin</Link>
          </nav>
        )}
        <div className="shell-status">{status}</div>
        <div className="shell-tools">
          {tools}
          <UserMenu me={me ?? null} />
        </div>
      </header>
      <main className="shell-main">{children}</main>
    </>
  );
}
