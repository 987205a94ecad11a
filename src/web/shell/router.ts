import { useSyncExternalStore } from 'react';
import { leaveBy } from './leaving.ts';

/** A router of the size we need: the address is the state, links and back buttons change it. */

const changed = new EventTarget();

export function currentAddress(): string {
  return window.location.pathname + window.location.search;
}

/** `stay`: the page is the same one, only with other filters, and does not scroll to its top. */
export function navigate(address: string, how: { replace?: boolean; stay?: boolean } = {}): void {
  if (address !== currentAddress()) leaveBy(() => go(address, how));
}

function go(address: string, { replace = false, stay = false }: { replace?: boolean; stay?: boolean }): void {
  if (replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  if (!stay) window.scrollTo(0, 0);
  changed.dispatchEvent(new Event('change'));
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  window.addEventListener('popstate', listener);
  return () => {
    changed.removeEventListener('change', listener);
    window.removeEventListener('popstate', listener);
  };
}

export function useAddress(): URL {
  const address = useSyncExternalStore(subscribe, currentAddress);
  return new URL(address, window.location.origin);
}
