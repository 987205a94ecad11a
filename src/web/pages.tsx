import { type ComponentType, Suspense, useEffect } from 'react';
import { Skeleton } from './components/Skeleton.tsx';
import { lazyPage } from './shell/lazy-page.ts';
import { NotFound } from './shell/NotFound.tsx';
import { navigate, useAddress } from './shell/router.ts';
import './shell/shell.css';

/** Every page is a chunk of its own, loaded when its address is opened. */
const pages: { at: RegExp; page: ComponentType }[] = [
  { at: /^\/agent\/?$/, page: lazyPage(() => import('./agent/AgentPage.tsx')) },
  { at: /^\/login\/?$/, page: lazyPage(() => import('./login/LoginPage.tsx')) },
  { at: /^\/setup\/?$/, page: lazyPage(() => import('./setup/SetupPage.tsx')) },
  { at: /^\/admin(\/|$)/, page: lazyPage(() => import('./admin/AdminPage.tsx')) },
  { at: /^\/contacts\/[^/]+\/[^/]+\/?$/, page: lazyPage(() => import('./contact/ContactPage.tsx')) },
  { at: /^\/account\/?$/, page: lazyPage(() => import('./account/AccountPage.tsx')) },
  { at: /^\/password\/?$/, page: lazyPage(() => import('./password/PasswordPage.tsx')) },
  { at: /^\/embed\/sign-in\/?$/, page: lazyPage(() => import('./embed/SignInWindow.tsx')) },
  { at: /^\/embed\/[^/]+\/?$/, page: lazyPage(() => import('./embed/EmbedPage.tsx')) },
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
