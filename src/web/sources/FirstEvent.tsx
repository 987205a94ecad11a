import { useCallback, useEffect } from 'react';
import type { Source } from '../../api/admin.ts';
import type { JournalEntry } from '../../api/journal.ts';
import { admin } from '../api/admin-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import { Notice } from '../components/Notice.tsx';
import './webhook-steps.css';

/** The newest event of a phone system, and what Ringside made of it: the proof that both speak one language. */
export function FirstEvent({ source }: { source: Source }) {
  const { data, reload } = useResource(useCallback(() => admin.latestEvent(source.name), [source.name]));
  useEffect(reload, [reload, source.events]);
  const entry = data?.items[0];
  if (!entry) return null;
  if (entry.understood === null) return <NotUnderstood entry={entry} />;
  return (
    <div className="stack stack-tight">
      <Notice tone="good">
        Got it: <code>{entry.event}</code>, understood as follows.
      </Notice>
      <dl className="event-facts">
        {factsOf(entry.understood).map(([name, value]) => (
          <div key={name} className="event-fact">
            <dt>{name}</dt>
            <dd className="foreign">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function NotUnderstood({ entry }: { entry: JournalEntry }) {
  return (
    <Notice tone="warn">
      <p>
        Something came{entry.event && `, called ${entry.event}`}, but it was not understood
        {entry.faults.length > 0 ? ':' : '. Is it the right kind of phone system?'}
      </p>
      {entry.faults.map(({ field, message }) => (
        <p key={field} className="small foreign">
          {field}: {message}
        </p>
      ))}
    </Notice>
  );
}

/** Nested values by their path, in words: `caller.number` → "caller number". */
function factsOf(value: Record<string, unknown>, above = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const path = `${above}${name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`;
    if (inner === null || inner === '') return [];
    if (Array.isArray(inner)) return inner.length > 0 ? [[path, inner.map(String).join(', ')]] : [];
    if (typeof inner === 'object') return factsOf({ ...inner }, `${path} `);
    return [[path, typeof inner === 'string' ? inner : JSON.stringify(inner)]];
  });
}
