import { lazyPage } from '../shell/lazy-page.ts';
import { loadNote, loadPerson } from './work-parts.ts';

/** What the panel does not need for showing a ring. */

const loadHistory = () => import('./HistoryList.tsx');
const loadSwitches = () => import('../alerts/AlertSwitches.tsx');
const loadShortcuts = () => import('./Shortcuts.tsx');

export const HistoryList = lazyPage(loadHistory);
export const AlertSwitches = lazyPage(loadSwitches);
export const Shortcuts = lazyPage(loadShortcuts);

/** Fetched once the panel is drawn, so that all of it is there when the network is not. */
export function fetchParts(): void {
  for (const load of [loadNote, loadPerson, loadHistory, loadSwitches, loadShortcuts])
    load().catch(() => undefined);
}
