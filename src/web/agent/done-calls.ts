import { useSyncExternalStore } from 'react';
import { createSetting } from '../shell/setting.ts';

/** Ids of the calls the agent is done with: their cards do not come back, in no tab and after no reload. */
const setting = createSetting('ringside.done', '');
/** As many as end within the time that cards stay, and more: one that is forgotten would come back. */
const most = 1_000;

let known = { text: '', ids: new Set<string>() };

function ids(): ReadonlySet<string> {
  const text = setting.get();
  if (text !== known.text) known = { text, ids: new Set(text.split(',')) };
  return known.ids;
}

export function useDoneCalls(): ReadonlySet<string> {
  return useSyncExternalStore(setting.subscribe, ids);
}

export function putAway(callId: string): void {
  setting.set([...ids(), callId].slice(-most).join(','));
}
