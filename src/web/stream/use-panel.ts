import { useSyncExternalStore } from 'react';
import { panelStore } from './panel-store.ts';
import type { PanelState } from './state.ts';

export function usePanel(): PanelState {
  return useSyncExternalStore(panelStore.subscribe, panelStore.get);
}
