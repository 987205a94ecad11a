import { useId, useState } from 'react';
import type { ApiMatch, Pop } from '../../api/call.ts';
import { calls } from '../api/endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Icon } from '../components/Icon.tsx';
import { count } from '../format/count.ts';
import { panelStore } from '../stream/panel-store.ts';
import { isSameRecord } from './caller.ts';
import { RecordLink } from './RecordLink.tsx';
import { recordKind } from './record-kind.ts';

/** Several people share the number: the agent says who it is, and that is remembered for the number. */
export function RecordChoice({ pop, chosen }: { pop: Pop; chosen: ApiMatch | null }) {
  const [asked, setAsked] = useState<ApiMatch | null>(null);
  const { busy, fault, run } = useAction();
  const group = useId();
  const shown = busy ? asked : chosen;

  const choose = (match: ApiMatch) => {
    const choice = { connection: match.connection, type: match.type, id: match.id };
    setAsked(match);
    void run(async () => {
      panelStore.apply({ type: 'changed', pop: await calls.choose(pop.id, choice) });
    });
  };

  return (
    <fieldset className="choice" aria-busy={busy}>
      <legend className="choice-legend">
        {chosen
          ? 'Chosen, and remembered for this number'
          : `Who is it? ${count(pop.matches.length, 'record')} with this number`}
      </legend>
      {fault && (
        <p className="choice-fault" role="alert">
          Not saved: {fault.message}
        </p>
      )}
      <ul>
        {pop.matches.map((match) => (
          <li key={`${match.connection}/${match.type}/${match.id}`} className="choice-row">
            <label className="choice-label">
              <input
                type="radio"
                name={group}
                checked={shown !== null && isSameRecord(match, shown)}
                onChange={() => choose(match)}
              />
              <span className="choice-text">
                <span className="choice-name foreign">{match.name}</span>
                <span className="records-note foreign">
                  {[match.company, recordKind(match, pop.matches)].filter(Boolean).join(' · ')}
                </span>
              </span>
            </label>
            <RecordLink
              match={match}
              className="button button-quiet button-icon"
              label={`Open ${match.name}`}
            >
              <Icon name="external" />
            </RecordLink>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
