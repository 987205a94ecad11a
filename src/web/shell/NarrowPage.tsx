import type { ReactNode } from 'react';
import { Logo } from './Logo.tsx';
import './shell.css';

/** One thing in the middle: signing in, a page that is not there. */
export function NarrowPage({ children }: { children: ReactNode }) {
  return (
    <main className="narrow-page">
      <p className="narrow-page-brand">
        <Logo size={36} />
        Ringside
      </p>
      {children}
    </main>
  );
}
