import { createSetting } from '../shell/setting.ts';
import type { OpenOn } from './crm-window.ts';

/** When the agent wants records to open by themselves; empty: as the CRM's admin set it up. */
const setting = createSetting('ringside.open-on', '');

/** Ids of the calls whose record opened by itself: once each, in whatever tab. */
const opened = createSetting('ringside.opened', '');
const mostOpened = 30;

export const openOnWords: Record<OpenOn, string> = {
  ring: 'when it rings',
  answer: 'when I answer',
  click: 'when I click',
};

export function isOpenOn(text: unknown): text is OpenOn {
  return typeof text === 'string' && text in openOnWords;
}

export const openOnSetting = {
  subscribe: setting.subscribe,
  get: (): OpenOn | null => {
    const chosen = setting.get();
    return isOpenOn(chosen) ? chosen : null;
  },
  set: (openOn: OpenOn) => setting.set(openOn),
};

/** True once for each call. */
export function opensNow(callId: string): boolean {
  const ids = opened.get().split(',');
  if (ids.includes(callId)) return false;
  opened.set([...ids, callId].slice(-mostOpened).join(','));
  return true;
}
