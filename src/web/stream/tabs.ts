import type { PanelMessage, PanelState } from './state.ts';

/**
 * The tabs of one browser share one stream, because a browser opens only six connections to a server: the tab that
 * holds the lock leads, the others listen to it. When it closes, the browser hands the lock to the next.
 */

export type TabNote =
  /** From the leader: what is known now. */
  | { kind: 'state'; state: PanelState }
  /** From a new tab or a new leader: say what you know. */
  | { kind: 'hello' }
  | { kind: 'message'; message: PanelMessage }
  | { kind: 'wake' };

type ViewNote = { kind: 'view'; tab: string; visible: boolean };

export interface Tabs {
  send(note: TabNote): void;
  /** Whether the person can see any of the tabs. */
  anyInView(): boolean;
  close(): void;
}

const name = 'ringside.panel';

/**
 * `onLead` runs once this tab leads. Without the Web Locks API (plain http on a network address) each tab leads
 * for itself.
 */
export function joinTabs(onNote: (note: TabNote) => void, onLead: () => void): Tabs {
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) {
    onLead();
    return { send: () => undefined, anyInView: () => !document.hidden, close: () => undefined };
  }
  const channel = new BroadcastChannel(name);
  const view = shareView((note) => channel.postMessage(note));
  channel.onmessage = (event: MessageEvent<TabNote | ViewNote>) => {
    const note = event.data;
    if (note.kind === 'hello') view.tell();
    if (note.kind === 'view') view.hear(note);
    else onNote(note);
  };
  const leave = waitToLead(onLead);
  return {
    send: (note) => channel.postMessage(note),
    anyInView: view.any,
    close() {
      leave();
      view.close();
      channel.close();
    },
  };
}

function waitToLead(onLead: () => void): () => void {
  const leaving = new AbortController();
  const untilLeft = new Promise<void>((resolve) => {
    leaving.signal.addEventListener('abort', () => resolve());
  });
  navigator.locks
    .request(name, { signal: leaving.signal }, () => {
      onLead();
      return untilLeft;
    })
    .catch(() => undefined); // Left while still waiting.
  return () => leaving.abort();
}

/** Told again and again, because a tab that crashed does not say goodbye. */
const viewMs = 20_000;

function shareView(send: (note: ViewNote) => void) {
  const tab = Math.random().toString(36).slice(2);
  const seenAt = new Map<string, number>();
  const tell = () => send({ kind: 'view', tab, visible: !document.hidden });
  const leave = () => send({ kind: 'view', tab, visible: false });
  const again = window.setInterval(() => !document.hidden && tell(), viewMs);
  document.addEventListener('visibilitychange', tell);
  window.addEventListener('pagehide', leave);
  tell();
  return {
    tell,
    hear(note: ViewNote) {
      if (note.visible) seenAt.set(note.tab, Date.now());
      else seenAt.delete(note.tab);
    },
    any: () => !document.hidden || [...seenAt.values()].some((at) => Date.now() - at < viewMs * 2),
    close() {
      window.clearInterval(again);
      document.removeEventListener('visibilitychange', tell);
      window.removeEventListener('pagehide', leave);
      leave();
    },
  };
}
