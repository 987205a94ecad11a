import { type Line, openLine } from './line.ts';
import { emptyPanel, type PanelMessage, type PanelState, reducePanel } from './state.ts';

/** The panel's state as this tab knows it; the stream is open while someone is subscribed. */
function createPanelStore(url: string) {
  let state = emptyPanel;
  let line: Line | null = null;
  const listeners = new Set<() => void>();

  function set(next: PanelState): void {
    state = next;
    line?.publish(state);
    listeners.forEach((listener) => listener());
  }

  function close(): void {
    line?.close();
    line = null;
    state = emptyPanel;
  }

  return {
    get: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      line ??= openLine(url, {
        state: () => state,
        onMessage: (message) => set(reducePanel(state, message)),
        onState: set,
      });
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) close();
      };
    },
    /** What this tab learned by itself, for all tabs. */
    apply(message: PanelMessage) {
      line?.pass(message);
      set(reducePanel(state, message));
    },
    wake: () => line?.wake(),
    leads: () => line?.leads() ?? false,
    anyTabInView: () => line?.anyTabInView() ?? !document.hidden,
  };
}

export const panelStore = createPanelStore('/api/agent/stream');
