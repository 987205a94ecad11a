import { currentAddress, navigate } from './router.ts';

/** Leaves for the login page and comes back here afterwards. */
export function goToLogin(): void {
  if (window.location.pathname === '/login') return;
  navigate(`/login?next=${encodeURIComponent(currentAddress())}`, { replace: true });
}
