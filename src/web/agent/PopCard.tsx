import { type KeyboardEvent, memo, Suspense } from 'react';
import { Button } from '../components/Button.tsx';
import { Chip } from '../components/Chip.tsx';
import { Icon } from '../components/Icon.tsx';
import type { Pop } from '../../api/call.ts';
import { CallFacts } from './CallFacts.tsx';
import { CallTimer } from './CallTimer.tsx';
import { callerOf } from './caller.ts';
import './pop-card.css';
import { putAway } from './done-calls.ts';
import { CallNote } from './work-parts.ts';
import { openRecord } from './record-opener.ts';
import { PopCaller } from './PopCaller.tsx';
import { Records } from './Records.tsx';
import { clockOf } from './times.ts';
import { stateIcon, stateWords } from './words.ts';

interface Props {
  pop: Pop;
  email: string | null;
  clockOffsetMs: number;
  /** The line is down: this may no longer be so. */
  stale: boolean;
  fading: boolean;
  onHold: (id: string | null) => void;
}

/** One call on this agent's phone. Its parts keep their places while more becomes known. */
export const PopCard = memo(function PopCard({ pop, email, clockOffsetMs, stale, fading, onHold }: Props) {
  const caller = callerOf(pop);
  const onKeyDown = (event: KeyboardEvent) => {
    const record = caller.record ?? pop.matches[0];
    if (event.key === 'Enter' && event.target === event.currentTarget && record) openRecord(record);
  };
  return (
    <article
      className="pop"
      data-state={pop.popState}
      data-direction={pop.direction}
      data-stale={stale || undefined}
      data-fading={fading || undefined}
      data-call={pop.id}
      tabIndex={0}
      aria-label={`${stateWords(pop)}: ${caller.title}`}
      onKeyDown={onKeyDown}
      onPointerEnter={() => onHold(pop.id)}
      onPointerLeave={() => onHold(null)}
      onFocus={() => onHold(pop.id)}
      onBlur={() => onHold(null)}
    >
      <header className="pop-head">
        <span className="pop-state">
          <Icon name={stateIcon(pop)} size={22} />
          {stateWords(pop)}
          <CallTimer time={clockOf(pop, email)} clockOffsetMs={clockOffsetMs} />
        </span>
        {stale && <Chip tone="warn">May be out of date</Chip>}
        {pop.queue && <Chip>Queue: {pop.queue}</Chip>}
        {pop.popState === 'ended' && (
          <Button className="pop-done" onClick={() => putAway(pop.id)}>
            Done
          </Button>
        )}
      </header>
      <div className="pop-body">
        <PopCaller pop={pop} caller={caller} />
        <Records pop={pop} />
        <CallFacts pop={pop} />
        {hasNote(pop) && email && (
          <Suspense fallback={<div className="pop-note" />}>
            <div className="pop-note">
              <CallNote pop={pop} owner={email} />
            </div>
          </Suspense>
        )}
      </div>
    </article>
  );
});

/** From the moment there is something to write: the agent talks, or dials. */
function hasNote({ popState, direction }: Pop): boolean {
  return (
    popState === 'answered' || popState === 'ended' || (popState === 'ringing' && direction === 'outbound')
  );
}
