import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { Skeleton } from './components/Skeleton.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { navigate, useAddress } from './shell/router.ts';
import './shell/shell.css';

/** Every page is a chunk of its own, loaded when its address is opened. */
const pages: { at: RegExp; page: ComponentType }[] = [
  { at: /^\/agent\/?$/, page: lazy(() => import('./agent/AgentPage.tsx')) },
  { at: /^\/login\/?$/, page: lazy(() => import('./login/LoginPage.tsx')) },
  { at: /^\/setup\/?$/, page: lazy(() => import('./setup/SetupPage.tsx')) },
  { at: /^\/admin\/?$/, page: lazy(() => import('./admin/AdminPage.tsx')) },
  { at: /^\/contacts\/[^/]+\/[^/]+\/?$/, page: lazy(() => import('./contact/ContactPage.tsx')) },
  { at: /^\/$/, page: ToAgent },
];

export function Pages() {
  const { pathname } = useAddress();
  const Page = pages.find(({ at }) => at.test(pathname))?.page ?? NotFound;
  return (
    <Suspense fallback={<Waiting />}>
      <Page />
    </Suspense>
  );
}

function ToAgent() {
  useEffect(() => navigate('/agent', { replace: true }), []);
  return null;
}

function Waiting() {
  return (
    <main className="shell-main">
      <Skeleton lines={3} />
    </main>
  );
}
