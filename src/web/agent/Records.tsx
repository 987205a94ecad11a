import { Suspense } from 'react';
import type { ApiMatch, Pop } from '../../api/call.ts';
import { Icon } from '../components/Icon.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { chosenMatch } from './caller.ts';
import { NewPerson } from './work-parts.ts';
import { RecordLink } from './RecordLink.tsx';
import { RecordChoice } from './RecordChoice.tsx';
import './records.css';
import { recordKind } from './record-kind.ts';

/** The records the number belongs to. Its place has one size, so that nothing moves when they arrive. */
export function Records({ pop }: { pop: Pop }) {
  return (
    <div className="records">
      <div className="records-scroll">
        <RecordsInside pop={pop} />
        {pop.lookup === 'partial' && pop.matches.length > 0 && (
          <p className="records-note">Some records could not be searched; there may be more.</p>
        )}
      </div>
    </div>
  );
}

function RecordsInside({ pop }: { pop: Pop }) {
  const [first] = pop.matches;
  if (first && pop.matches.length > 1) return <RecordChoice pop={pop} chosen={chosenMatch(pop) ?? null} />;
  if (first) return <OneRecord match={first} matches={pop.matches} />;
  if (pop.lookup === 'pending' && !pop.customer.withheld) return <Skeleton lines={2} label="Looking up" />;
  return (
    <>
      <p className="records-none">{nothingFound(pop)}</p>
      {mayBeWrittenDown(pop) && (
        <Suspense>
          <NewPerson pop={pop} />
        </Suspense>
      )}
    </>
  );
}

function OneRecord({ match, matches }: { match: ApiMatch; matches: readonly ApiMatch[] }) {
  return (
    <div className="record">
      <p className="record-kind foreign">{recordKind(match, matches)}</p>
      <p className="records-note foreign">The number is saved as “{match.matchedOn}”</p>
      <RecordLink match={match} className="button button-primary">
        <Icon name="external" />
        Open record
      </RecordLink>
    </div>
  );
}

/** Not while it rings: who answers has no time for it, and nothing is to move under the hand. */
function mayBeWrittenDown({ customer, direction, lookup, popState }: Pop): boolean {
  const isCustomer = customer.e164 !== null && !customer.withheld && direction !== 'internal';
  return isCustomer && lookup !== 'pending' && popState !== 'ringing';
}

function nothingFound(pop: Pop): string {
  if (pop.customer.withheld) return 'No number, so nothing to look up.';
  if (pop.direction === 'internal') return 'A colleague: internal calls are not looked up.';
  if (pop.lookup === 'failed') return 'The lookup failed. The call is logged all the same.';
  if (pop.lookup === 'partial') return 'Nothing found, but not every system answered.';
  if (pop.customer.name) return 'No record has this number. The name is from the phone system.';
  return 'No record has this number.';
}
