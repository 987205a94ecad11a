import type { Pop } from '../../api/call.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Icon } from '../components/Icon.tsx';
import { RelativeTime } from '../components/Time.tsx';
import { countryFlag, countryName } from '../format/country.ts';
import { clock } from '../format/duration.ts';
import { safeUrl } from '../format/safe-url.ts';
import { callerOf } from './caller.ts';
import { talkMsOf } from './times.ts';
import { directionIcon, stateWords } from './words.ts';

export function HistoryRow({ pop, email }: { pop: Pop; email: string | null }) {
  const caller = callerOf(pop);
  const url = safeUrl((caller.record ?? pop.matches[0])?.url);
  const talkMs = talkMsOf(pop, email);
  const number = pop.customer.withheld ? null : pop.customer.e164;
  const about = [caller.subtitle, pop.queue].filter(Boolean).join(' · ');
  return (
    <li className="history-row" data-state={pop.popState}>
      <span className="history-icon">
        <Icon name={directionIcon(pop)} />
        <span className="for-screen-readers">{`${stateWords(pop)}, ${pop.direction}`}</span>
      </span>
      <div className="history-text">
        <p className="history-title foreign" title={caller.title}>
          {url ? (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {caller.title}
            </a>
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
      </div>
      {number && <CopyButton text={number} what={`the number of ${caller.title}`} short />}
    </li>
  );
}

/** A number does not wrap in its middle. */
function unbroken(number: string | null): string | null {
  return number?.replaceAll(' ', '\u00a0') ?? null;
}
