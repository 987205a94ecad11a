import { useSyncExternalStore } from 'react';
import type { Me } from '../../api/admin.ts';
import { session } from '../api/endpoints.ts';
import { type ApiFault, toFault } from '../api/fault.ts';
import { panelStore } from '../stream/panel-store.ts';
import { onWaking } from '../stream/waking.ts';
import { isFramed } from './framed.ts';
import { navigate } from './router.ts';
import { identity } from './session.ts';

const askAgainMs = 5_000;
let asked = false;
let stopWaiting: (() => void) | null = null;

/** Asked once per page load; a server that cannot answer is not a "no", and is asked again. */
export function askWhoIAm(): void {
  asked = true;
  stopWaiting?.();
  session.meIfAny().then(identity.set, (error: unknown) => {
    const fault = toFault(error);
    if (fault.status === 401) {
      identity.set(null);
      return;
    }
    identity.failed(fault);
    stopWaiting?.();
    stopWaiting = askSoon();
  });
}

/** In a while, or when the network is back. */
function askSoon(): () => void {
  const timer = window.setTimeout(askWhoIAm, askAgainMs);
  const stopListening = onWaking(askWhoIAm);
  return () => {
    window.clearTimeout(timer);
    stopListening();
    stopWaiting = null;
  };
}

function subscribe(listener: () => void): () => void {
  if (!asked) askWhoIAm();
  return identity.subscribe(listener);
}

export function useMe(): Me | null | undefined {
  return useSyncExternalStore(subscribe, identity.get);
}

/** Why it is not known who one is; null: it is, or the answer is on its way. */
export function useMeFault(): ApiFault | null {
  return useSyncExternalStore(subscribe, identity.fault);
}

/** After something changed who one is: a phone was mapped to this admin. */
export async function refreshMe(): Promise<void> {
  identity.set(await session.me());
}

export async function signOut(): Promise<void> {
  await session.logout();
  // In the other tabs too.
  panelStore.apply({ type: 'signed-out' });
  identity.set(null);
  if (!isFramed()) navigate('/login');
}
