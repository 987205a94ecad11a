import { type ComponentType, lazy } from 'react';

interface Part<P> {
  default: ComponentType<P>;
}

/**
 * A page, or a part of one, that is loaded when it is first shown. Its file may be gone by then, because a new version
 * replaced it, or the server may be just restarting: then the whole page is loaded anew, as soon as the server answers.
 */
export function lazyPage<P extends object>(load: () => Promise<Part<P>>): ComponentType<P> {
  return lazy(() => load().then(loaded, loadAnew));
}

const key = 'ringside.loaded-anew';
/** After so many times in a row it will not help. */
const mostTimes = 5;

function loaded<T>(part: T): T {
  memory()?.removeItem(key);
  return part;
}

async function loadAnew(error: unknown): Promise<never> {
  const kept = memory();
  const times = Number(kept?.getItem(key));
  // A page that cannot count its tries would load itself for ever.
  if (kept === null || times >= mostTimes) throw error;
  kept.setItem(key, String(times + 1));
  // A server that goes down still answers on old connections for a while.
  do await pause(500 * 2 ** times);
  while (!(await serverAnswers()));
  window.location.reload();
  return new Promise(() => undefined);
}

/** Null where a frame may not store anything. */
function memory(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function pause(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function serverAnswers(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
}
