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
  const isStaff = me !== null && me !== undefined && me.person.role !== 'agent';
  return (
    <>
      <a href="#content" className="skip-link">
        Skip to the content
      </a>
      <header className="shell-bar">
        <Link to={isStaff ? '/admin' : '/agent'} className="shell-brand">
          <Logo />
          <span className="shell-brand-name">Ringside</span>
        </Link>
        {isStaff && (
          <nav className="shell-nav" aria-label="Pages">
            <Link to="/agent">Calls</Link>
            <Link to="/admin" within>
              Admin
            </Link>
          </nav>
        )}
        <div className="shell-status">{status}</div>
        <div className="shell-tools">
          {tools}
          <UserMenu me={me ?? null} />
        </div>
      </header>
      <main id="content" className="shell-main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
