import { useEffect } from 'react';
import { callerOf } from '../agent/caller.ts';
import { pauseAdvice, stateWords } from '../agent/words.ts';
import type { Pop } from '../../api/call.ts';
import { panelStore } from '../stream/panel-store.ts';
import type { LiveCall } from '../stream/state.ts';
import { callInWords } from './call-in-words.ts';
import { createDesktopNotices, noticeOf } from './notifications.ts';
import { ringTone } from './ring-tone.ts';
import { setRingTitle } from './title.ts';

const ringNotices = createDesktopNotices();
const pauseNotices = createDesktopNotices({ once: true });

/**
 * All the ways in which a ring is told: title, notification, tone, and words for screen readers. That the phone system
 * paused the agent is a notification too.
 */
export function CallAlerts({ calls, paused }: { calls: readonly LiveCall[]; paused: string | null }) {
  const ringing = calls.map(({ pop }) => pop).filter((pop) => pop.popState === 'ringing');
  const title = ringTitle(ringing);

  useEffect(() => setRingTitle(title), [title]);
  useEffect(() => {
    const loud = panelStore.leads() ? ringing : [];
    const inView = panelStore.anyTabInView();
    ringNotices.show(loud.map(noticeOf), inView);
    ringTone.play(loud.length > 0);
    const told = panelStore.leads() && paused !== null;
    pauseNotices.show(told ? [{ tag: 'paused', title: paused, body: pauseAdvice }] : [], inView);
  });
  useEffect(
    () => () => {
      setRingTitle(null);
      ringNotices.show([], true);
      pauseNotices.show([], true);
      ringTone.play(false);
    },
    [],
  );

  return (
    <div className="for-screen-readers">
      <p aria-live="assertive">{ringing.map(callInWords).join('. ')}</p>
      <p aria-live="polite">{leaving(calls)}</p>
    </div>
  );
}

function ringTitle(ringing: readonly Pop[]): string | null {
  const [first] = ringing;
  if (!first) return null;
  const amount = ringing.length > 1 ? `(${ringing.length}) ` : '';
  return `☎ ${amount}${callerOf(first).title}`;
}

function leaving(calls: readonly LiveCall[]): string {
  return calls
    .map(({ pop }) => pop)
    .filter((pop) => pop.popState === 'answered_elsewhere' || pop.popState === 'missed')
    .map((pop) => `${stateWords(pop)}: ${callerOf(pop).title}`)
    .join('. ');
}
