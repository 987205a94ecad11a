import { useEffect } from 'react';
import { callerOf } from '../agent/caller.ts';
import { stateWords } from '../agent/words.ts';
import type { Pop } from '../../api/call.ts';
import { panelStore } from '../stream/panel-store.ts';
import type { LiveCall } from '../stream/state.ts';
import { callInWords } from './call-in-words.ts';
import { callNotices } from './notifications.ts';
import { ringTone } from './ring-tone.ts';
import { setRingTitle } from './title.ts';

/** All the ways in which a ring is told: title, notification, tone, and words for screen readers. */
export function CallAlerts({ calls }: { calls: readonly LiveCall[] }) {
  const ringing = calls.map(({ pop }) => pop).filter((pop) => pop.popState === 'ringing');
  const title = ringTitle(ringing);

  useEffect(() => setRingTitle(title), [title]);
  useEffect(() => {
    const loud = panelStore.leads() ? ringing : [];
    callNotices.show(loud, panelStore.anyTabInView());
    ringTone.play(loud.length > 0);
  });
  useEffect(
    () => () => {
      setRingTitle(null);
      callNotices.show([], true);
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
