import type { Me } from '../../api/admin.ts';
import type { ApiFault } from '../api/fault.ts';
import { isFramed } from './framed.ts';
import { currentAddress, navigate } from './router.ts';

/** Who is signed in; undefined: not known yet, null: nobody. */
let me: Me | null | undefined;
let fault: ApiFault | null = null;
const listeners = new Set<() => void>();

export const identity = {
  get: () => me,
  /** Why it is not known. */
  fault: () => fault,
  set(next: Me | null): void {
    me = next;
    fault = null;
    listeners.forEach((listener) => listener());
  },
  failed(why: ApiFault): void {
    fault = why;
    listeners.forEach((listener) => listener());
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** The session is over: leaves for the login page and comes back here afterwards. A frame asks to sign in where it is. */
export function goToLogin(): void {
  identity.set(null);
  if (isFramed() || window.location.pathname === '/login') return;
  navigate(`/login?next=${encodeURIComponent(currentAddress())}`, { replace: true });
}
