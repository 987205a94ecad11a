import { useSyncExternalStore } from 'react';
import type { Me } from '../../api/admin.ts';
import { session } from '../api/endpoints.ts';
import { toFault } from '../api/fault.ts';
import { panelStore } from '../stream/panel-store.ts';
import { isFramed } from './framed.ts';
import { navigate } from './router.ts';
import { identity } from './session.ts';

const askAgainMs = 5_000;
let asked = false;

/** Asked once per page load; a server that cannot answer is not a "no". */
function ask(): void {
  asked = true;
  session.meIfAny().then(identity.set, (error: unknown) => {
    if (toFault(error).status === 401) identity.set(null);
    else window.setTimeout(ask, askAgainMs);
  });
}

function subscribe(listener: () => void): () => void {
  if (!asked) ask();
  return identity.subscribe(listener);
}

export function useMe(): Me | null | undefined {
  return useSyncExternalStore(subscribe, identity.get);
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
