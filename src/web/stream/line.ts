import { type Connection, connect } from './connect.ts';
import type { PanelMessage, PanelState } from './state.ts';
import { joinTabs, type TabNote } from './tabs.ts';
import { onWaking } from './waking.ts';

/** This tab's line to the server: its own stream when it leads, else what the leading tab tells. */
export interface Line {
  /** As leader, tells the other tabs. */
  publish(state: PanelState): void;
  /** As follower, passes on what this tab learned by itself. */
  pass(message: PanelMessage): void;
  wake(): void;
  /** One tab rings and notifies for all. */
  leads(): boolean;
  anyTabInView(): boolean;
  close(): void;
}

interface Ears {
  state: () => PanelState;
  onMessage: (message: PanelMessage) => void;
  onState: (state: PanelState) => void;
}

export function openLine(url: string, ears: Ears): Line {
  let connection: Connection | null = null;
  let retry: number | undefined;

  const hear = (note: TabNote) => {
    if (connection) answer(note, connection);
    else if (note.kind === 'state') {
      ears.onState(note.state);
      retryFromHere(note.state.retryAt);
    }
  };
  const tabs = joinTabs(hear, () => (connection = connect(url, ears.onMessage)));
  const stopListening = onWaking(wake);
  tabs.send({ kind: 'hello' });

  function answer(note: TabNote, own: Connection): void {
    if (note.kind === 'hello') tabs.send({ kind: 'state', state: ears.state() });
    if (note.kind === 'wake') own.wake();
    if (note.kind === 'message') ears.onMessage(note.message);
  }

  /** The leader may be in the background, where browsers slow timers down; a tab in view wakes it in time. */
  function retryFromHere(retryAt: number | null): void {
    window.clearTimeout(retry);
    if (retryAt === null || document.hidden) return;
    retry = window.setTimeout(wake, retryAt - Date.now() + 200);
  }

  function wake(inNewNetwork = false): void {
    if (connection) connection.wake(inNewNetwork);
    else tabs.send({ kind: 'wake' });
  }

  return {
    publish: (state) => connection && tabs.send({ kind: 'state', state }),
    pass: (message) => connection ?? tabs.send({ kind: 'message', message }),
    wake,
    leads: () => connection !== null,
    anyTabInView: tabs.anyInView,
    close() {
      window.clearTimeout(retry);
      stopListening();
      connection?.close();
      tabs.close();
    },
  };
}
