import { useSyncExternalStore } from 'react';
import type { Me } from '../../api/admin.ts';
import { session } from '../api/endpoints.ts';
import { navigate } from './router.ts';

/** Who is signed in. Asked once per page load; undefined: not known yet, null: nobody. */
let me: Me | null | undefined;
let asked: Promise<void> | null = null;
const listeners = new Set<() => void>();

export function setMe(next: Me | null): void {
  me = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  asked ??= session.meIfAny().then(setMe, () => setMe(null));
  return () => void listeners.delete(listener);
}

export function useMe(): Me | null | undefined {
  return useSyncExternalStore(subscribe, () => me);
}

/** After something changed who one is: a phone was mapped to this admin. */
export async function refreshMe(): Promise<void> {
  setMe(await session.me());
}

export async function signOut(): Promise<void> {
  await session.logout();
  setMe(null);
  navigate('/login');
}
