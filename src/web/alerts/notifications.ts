import { callerOf } from '../agent/caller.ts';
import { stateWords } from '../agent/words.ts';
import type { Pop } from '../../api/call.ts';
import { createSetting } from '../shell/setting.ts';
import { detailsOf } from './call-in-words.ts';

const wanted = createSetting('ringside.notifications', 'on');

export type NoticeState = 'unsupported' | 'not-asked' | 'blocked' | 'on' | 'off';

/** Browsers offer notifications on https and localhost only. */
export function noticeState(): NoticeState {
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  if (Notification.permission === 'default') return 'not-asked';
  if (Notification.permission === 'denied') return 'blocked';
  return wanted.get() === 'on' ? 'on' : 'off';
}

export const noticeSetting = {
  subscribe: wanted.subscribe,
  set: (on: boolean) => wanted.set(on ? 'on' : 'off'),
  /** Only ever from a click. */
  async ask() {
    await Notification.requestPermission();
    wanted.set('on');
  },
};

interface Shown {
  notification: Notification;
  words: string;
}

/** Keeps the desktop's notifications equal to the calls that ring: shown when they ring unseen, closed when they stop. */
function createCallNotices() {
  const shown = new Map<string, Shown>();

  function close(id: string): void {
    shown.get(id)?.notification.close();
    shown.delete(id);
  }

  function open(pop: Pop, renew: boolean): void {
    const body = detailsOf(pop).join(' · ');
    const title = `${stateWords(pop)}: ${callerOf(pop).title}`;
    const words = title + body;
    if (shown.get(pop.id)?.words === words) return;
    try {
      // The same tag replaces it in place: the number first, then the name.
      const notification = new Notification(title, { body, tag: pop.id, silent: renew });
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
      shown.set(pop.id, { notification, words });
    } catch {
      // Android lets only service workers notify.
    }
  }

  return {
    show(ringing: readonly Pop[], inView: boolean): void {
      const ids = new Set(ringing.map((pop) => pop.id));
      [...shown.keys()].filter((id) => !ids.has(id)).forEach(close);
      if (noticeState() !== 'on') return;
      for (const pop of ringing) {
        const renew = shown.has(pop.id);
        if (renew || !inView) open(pop, renew);
      }
    },
  };
}

export const callNotices = createCallNotices();
