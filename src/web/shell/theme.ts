import { useSyncExternalStore } from 'react';
import { createSetting } from './setting.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const setting = createSetting('ringside.theme', 'system');

function current(): Theme {
  return themes.find((theme) => theme === setting.get()) ?? 'system';
}

/** The tokens follow `data-theme`; without it, the system. */
export function applyTheme(): void {
  const theme = current();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(setting.subscribe, current);
  const choose = (next: Theme) => {
    setting.set(next);
    applyTheme();
  };
  return [theme, choose];
}
