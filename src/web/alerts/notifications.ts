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
  /** Null: it was seen on the page. */
  notification: Notification | null;
  words: string;
}

/** What the desktop is to show. */
export interface DesktopNotice {
  /** Another one with the same tag replaces it in place. */
  tag: string;
  title: string;
  body: string;
}

/** A ring, in words. */
export function noticeOf(pop: Pop): DesktopNotice {
  const title = `${stateWords(pop)}: ${callerOf(pop).title}`;
  return { tag: pop.id, title, body: detailsOf(pop).join(' · ') };
}

/**
 * Keeps the desktop's notifications equal to what there is to tell: shown when it comes unseen, closed when it is over.
 * A ring that was seen is told again when the page is left, for it still rings; with `once` nothing is.
 */
export function createDesktopNotices({ once = false } = {}) {
  const shown = new Map<string, Shown>();

  function close(tag: string): void {
    shown.get(tag)?.notification?.close();
    shown.delete(tag);
  }

  function open(notice: DesktopNotice, renew: boolean): void {
    const { tag, title, body } = notice;
    const words = wordsOf(notice);
    if (shown.get(tag)?.words === words) return;
    try {
      // The number first, then the name.
      const notification = new Notification(title, { body, tag, silent: renew });
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
      shown.set(tag, { notification, words });
    } catch {
      // Android lets only service workers notify.
    }
  }

  return {
    show(notices: readonly DesktopNotice[], inView: boolean): void {
      const tags = new Set(notices.map(({ tag }) => tag));
      [...shown.keys()].filter((tag) => !tags.has(tag)).forEach(close);
      if (noticeState() !== 'on') return;
      for (const notice of notices) {
        const renew = shown.has(notice.tag);
        if (once && inView && !renew) shown.set(notice.tag, { notification: null, words: wordsOf(notice) });
        else if (renew || !inView) open(notice, renew);
      }
    },
  };
}

function wordsOf({ title, body }: DesktopNotice): string {
  return `${title} ${body}`;
}
