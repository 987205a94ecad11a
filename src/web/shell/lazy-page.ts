import { type ComponentType, lazy } from 'react';

interface Page {
  default: ComponentType;
}

/**
 * A page that is loaded when it is first shown. Its file may be gone by then, because a new version replaced it, or
 * the server may be just restarting: then the whole page is loaded anew, as soon as the server answers.
 */
export function lazyPage(load: () => Promise<Page>): ComponentType {
  return lazy(() => load().then(loaded, loadAnew));
}

const key = 'ringside.loaded-anew';
/** After so many times in a row it will not help. */
const mostTimes = 5;

function loaded(page: Page): Page {
  sessionStorage.removeItem(key);
  return page;
}

async function loadAnew(error: unknown): Promise<never> {
  const times = Number(sessionStorage.getItem(key));
  if (times >= mostTimes) throw error;
  sessionStorage.setItem(key, String(times + 1));
  // A server that goes down still answers on old connections for a while.
  do await pause(500 * 2 ** times);
  while (!(await serverAnswers()));
  window.location.reload();
  return new Promise(() => undefined);
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
