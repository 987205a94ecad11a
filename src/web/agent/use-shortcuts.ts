import { useEffect, useEffectEvent } from 'react';
import { createSetting } from '../shell/setting.ts';

/** Single keys can be turned off: speech input and shaky hands press them by accident (WCAG 2.1.4). */
export const shortcutSetting = createSetting('ringside.shortcuts', 'on');

/** `to` is focused; `press` is clicked. The first that is on the page counts: of several cards the uppermost. */
interface Shortcut {
  key: string;
  does: string;
  to?: string;
  press?: string;
}

export const shortcuts: readonly Shortcut[] = [
  { key: 'c', does: 'Go to the call', to: '.pop' },
  { key: 'o', does: 'Open the caller’s record', press: '.pop .records a' },
  { key: 'y', does: 'Say who it is, of several', to: '.pop .choice input' },
  { key: 'p', does: 'Write an unknown caller down', to: '.pop .new-person input' },
  { key: 'n', does: 'Write a note', to: '.pop .call-note textarea' },
  { key: 'd', does: 'Choose how it went', to: '.dispositions :checked, .pop .dispositions input' },
  { key: 'w', does: 'Done with the call that ended', press: '.pop-done' },
  { key: 'm', does: 'Go to the missed calls', to: '.panel-lists a, .panel-lists button' },
  { key: '/', does: 'Search recent calls', to: '.history-search' },
  { key: '?', does: 'Show these shortcuts' },
];

export function useShortcuts(onHelp: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (shortcutSetting.get() === 'off' || isForOthers(event)) return;
    const shortcut = shortcuts.find(({ key }) => key === event.key);
    if (!shortcut) return;
    event.preventDefault();
    if (shortcut.key === '?') onHelp();
    if (shortcut.to) find(shortcut.to)?.focus();
    if (shortcut.press) find(shortcut.press)?.click();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector);
}

/** Someone is typing, a dialog is open, or the browser means something by it. */
function isForOthers(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  // A radio or a checkbox takes arrows and Space only.
  return target.closest('input:not([type="radio"], [type="checkbox"]), select, textarea, dialog') !== null;
}
