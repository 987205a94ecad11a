import { useEffect, useEffectEvent } from 'react';
import { createSetting } from '../shell/setting.ts';

/** Single keys can be turned off: speech input and shaky hands press them by accident (WCAG 2.1.4). */
export const shortcutSetting = createSetting('ringside.shortcuts', 'on');

export const shortcuts = [
  { key: 'c', does: 'Go to the call' },
  { key: 'o', does: 'Open the caller’s record' },
  { key: 'm', does: 'Go to the missed calls' },
  { key: '?', does: 'Show these shortcuts' },
] as const;

export function useShortcuts(onHelp: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (shortcutSetting.get() === 'off' || isForOthers(event)) return;
    if (event.key === '?') onHelp();
    else if (event.key === 'c') focus('.pop');
    else if (event.key === 'o') document.querySelector<HTMLElement>('.pop .records a')?.click();
    else if (event.key === 'm') focus('.panel-lists a, .panel-lists button');
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** Someone is typing, a dialog is open, or the browser means something by it. */
function isForOthers(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true;
  const target = event.target;
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}
