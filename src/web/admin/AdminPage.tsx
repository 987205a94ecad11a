import { Suspense, useEffect, useRef } from 'react';
import { RouterProvider } from 'react-aria-components';
import '../components/card.css';
import { Notice } from '../components/Notice.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import '../controls/no-injected-styles.ts';
import '../controls/controls.css';
import { Toasts } from '../controls/toast.tsx';
import { Link } from '../shell/Link.tsx';
import { useMe } from '../shell/me.ts';
import { navigate, useAddress } from '../shell/router.ts';
import { goToLogin } from '../shell/session.ts';
import { Shell } from '../shell/Shell.tsx';
import { WhoIsIt } from '../shell/WhoIsIt.tsx';
import './layout/layout.css';
import { Navigation } from './layout/Navigation.tsx';
import { PageHead } from './layout/PageHead.tsx';
import { RestProvider } from './layout/use-rest.ts';
import { isFor, sectionAt, sections } from './sections.ts';

/** All of `/admin`: the navigation, and the page that the address names. */
export default function AdminPage() {
  const me = useMe();
  useEffect(() => {
    if (me === null) goToLogin();
  }, [me]);
  const role = me?.person.role ?? 'agent';
  return (
    <Shell>
      {me === undefined && <WhoIsIt />}
      {me && role === 'agent' && <Notice tone="warn">Only admins can see this page.</Notice>}
      {me && role !== 'agent' && (
        <RouterProvider navigate={navigate}>
          <div className="admin">
            <Navigation role={role} />
            <div className="admin-content">
              <Suspense fallback={<Skeleton lines={5} />}>
                <Content role={role} />
              </Suspense>
            </div>
          </div>
          <Toasts />
        </RouterProvider>
      )}
    </Shell>
  );
}

function Content({ role }: { role: string }) {
  const { pathname } = useAddress();
  useFocusOnArrival(pathname);
  const found = sectionAt(pathname);
  const first = sections.find((section) => isFor(section, role));
  // Who may not see the overview begins with what they may see.
  const forwards = first && found?.section.path === '' && first.path !== '' ? `/admin${first.path}` : null;
  useEffect(() => {
    if (forwards) navigate(forwards, { replace: true });
  }, [forwards]);

  if (!found) return <NotHere />;
  if (!isFor(found.section, role)) {
    return forwards ? null : <Notice tone="warn">Your role does not see this page. Ask an admin.</Notice>;
  }
  return (
    <RestProvider value={found.rest}>
      <found.section.page />
    </RestProvider>
  );
}

/** Readers and keyboards go on in the new page, not at the link that led to it. */
function useFocusOnArrival(pathname: string): void {
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname]);
}

function NotHere() {
  return (
    <>
      <PageHead title="There is no such page" />
      <p>
        <Link to="/admin">Go to the overview</Link>
      </p>
    </>
  );
}
