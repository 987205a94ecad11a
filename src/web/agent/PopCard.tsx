import { type KeyboardEvent, memo } from 'react';
import { Chip } from '../components/Chip.tsx';
import { Icon } from '../components/Icon.tsx';
import { safeUrl } from '../format/safe-url.ts';
import type { Pop } from '../../api/call.ts';
import { CallFacts } from './CallFacts.tsx';
import { CallTimer } from './CallTimer.tsx';
import { callerOf } from './caller.ts';
import './pop-card.css';
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
  const openRecord = (event: KeyboardEvent) => {
    const url = safeUrl(caller.record?.url ?? pop.matches[0]?.url);
    if (event.key === 'Enter' && event.target === event.currentTarget && url) {
      window.open(url, '_blank', 'noopener');
    }
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
      onKeyDown={openRecord}
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
      </header>
      <div className="pop-body">
        <PopCaller pop={pop} caller={caller} />
        <Records pop={pop} />
        <CallFacts pop={pop} />
      </div>
    </article>
  );
});
