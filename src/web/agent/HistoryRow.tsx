import { useId, useState } from 'react';
import type { Pop } from '../../api/call.ts';
import { IconButton } from '../components/Button.tsx';
import { Chip } from '../components/Chip.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Icon } from '../components/Icon.tsx';
import { RelativeTime } from '../components/Time.tsx';
import { countryFlag, countryName } from '../format/country.ts';
import { clock } from '../format/duration.ts';
import { safeUrl } from '../format/safe-url.ts';
import { type Caller, callerOf } from './caller.ts';
import { CallNote } from './work-parts.ts';
import { RecordLink } from './RecordLink.tsx';
import { Records } from './Records.tsx';
import { talkMsOf } from './times.ts';
import { isUndecided } from './visible.ts';
import { directionIcon, stateWords } from './words.ts';

/** A call that is over. It opens for what there is still to do about it. */
export function HistoryRow({ pop, email }: { pop: Pop; email: string | null }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const caller = callerOf(pop);
  const number = pop.customer.withheld ? null : pop.customer.e164;
  return (
    <li className="history-row" data-state={pop.popState}>
      <span className="history-icon">
        <Icon name={directionIcon(pop)} />
        <span className="for-screen-readers">{`${stateWords(pop)}, ${pop.direction}`}</span>
      </span>
      <HistoryText pop={pop} caller={caller} email={email} />
      <span className="history-tools">
        {number && <CopyButton text={number} what={`the number of ${caller.title}`} short />}
        <IconButton
          icon="note"
          label={`Note on the call with ${caller.title}`}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        />
      </span>
      {open && email && (
        <div id={id} className="history-work">
          {pop.direction !== 'internal' && <Records pop={pop} />}
          <CallNote pop={pop} owner={email} />
        </div>
      )}
    </li>
  );
}

function HistoryText({ pop, caller, email }: { pop: Pop; caller: Caller; email: string | null }) {
  const record = caller.record ?? pop.matches[0];
  const talkMs = talkMsOf(pop, email);
  const about = [caller.subtitle, pop.queue].filter(Boolean).join(' · ');
  return (
    <div className="history-text">
      <p className="history-title foreign" title={caller.title}>
        {record && safeUrl(record.url) ? (
          <RecordLink match={record}>{caller.title}</RecordLink>
        ) : (
          caller.title
        )}
        {caller.country && (
          <span className="history-flag" title={countryName(caller.country)} aria-hidden="true">
            {countryFlag(caller.country)}
          </span>
        )}
      </p>
      {about && (
        <p className="soft small foreign one-line" title={about}>
          {about}
        </p>
      )}
      <p className="soft small digits">
        {caller.number && <span className="foreign">{unbroken(caller.number)} · </span>}
        <RelativeTime at={pop.startedAt} />
        {talkMs > 0 && ` · ${clock(talkMs)}`}
      </p>
      <HistoryNote pop={pop} />
    </div>
  );
}

function HistoryNote({ pop }: { pop: Pop }) {
  return (
    <>
      {pop.note && (
        <p className="small foreign one-line" title={pop.note}>
          {pop.note}
        </p>
      )}
      {(pop.disposition || isUndecided(pop)) && (
        <p className="cluster">
          {isUndecided(pop) && <Chip tone="warn">Who was it?</Chip>}
          {pop.disposition && <Chip>{pop.disposition}</Chip>}
        </p>
      )}
    </>
  );
}

/** A number does not wrap in its middle. */
function unbroken(number: string | null): string | null {
  return number?.replaceAll(' ', '\u00a0') ?? null;
}
