import type { Pop } from '../../api/call.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { Icon } from '../components/Icon.tsx';
import { PhoneNumber } from '../components/PhoneNumber.tsx';
import { count } from '../format/count.ts';
import type { Caller } from './caller.ts';

/** Name, company, number: three lines that are there from the first moment, whatever is known. */
export function PopCaller({ pop, caller }: { pop: Pop; caller: Caller }) {
  const number = pop.customer.withheld ? null : (pop.customer.e164 ?? pop.customer.number);
  return (
    <div className="pop-who">
      <span className="pop-avatar" aria-hidden="true">
        {caller.isPerson ? initials(caller.title) : <Icon name="user" size={24} />}
      </span>
      <div className="pop-names">
        <h3 className="pop-title" title={caller.title}>
          <span className="pop-title-text digits foreign" data-long={isLong(caller) || undefined}>
            {caller.title}
            {caller.others > 0 && <span className="pop-others"> or {count(caller.others, 'other')}</span>}
          </span>
        </h3>
        <p className="pop-company foreign one-line" title={caller.subtitle ?? undefined}>
          {caller.subtitle ?? (pop.lookup === 'pending' && <span className="pop-pending">Looking up…</span>)}
        </p>
        <p className="pop-number">
          <PhoneNumber number={caller.number} country={caller.country} />
          {number && <CopyButton text={number} what="the number" short />}
        </p>
      </div>
    </div>
  );
}

/** Too long for one line in the largest type: set smaller on two, so that the card keeps its height. */
function isLong({ title, others }: Caller): boolean {
  return title.length + (others > 0 ? 4 : 0) > 18;
}

/** Of the first and the last word, whole characters of any script. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return ends
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase();
}
