import type { ReactNode } from 'react';
import type { Pop } from '../../api/call.ts';
import { Chip } from '../components/Chip.tsx';
import { span } from '../format/duration.ts';
import { safeUrl } from '../format/safe-url.ts';
import './call-facts.css';

/** What the phone system said of the call. */
export function CallFacts({ pop }: { pop: Pop }) {
  const facts = factsOf(pop);
  if (facts.length === 0 && pop.tags.length === 0 && !pop.script) return null;
  return (
    <footer className="facts">
      {facts.length > 0 && (
        <dl className="facts-list">
          {facts.map(([name, value]) => (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd className="foreign">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {pop.tags.length > 0 && (
        <ul className="facts-tags" aria-label="Tags">
          {pop.tags.map((tag) => (
            <li key={tag}>
              <Chip icon="tag">{tag}</Chip>
            </li>
          ))}
        </ul>
      )}
      {pop.script && isLongScript(pop) && <Script script={pop.script} />}
    </footer>
  );
}

function factsOf(pop: Pop): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [
    ['Called number', pop.direction === 'inbound' ? (pop.dialedFormatted ?? pop.dialed) : null],
    ['Waited', pop.waitMs >= 1000 ? span(pop.waitMs) : null],
    ['Lead', leadOf(pop)],
    ['Campaign', pop.campaign],
    ['Dialler', pop.dialer],
    ['Conference', pop.conference],
    ['Call script', isLongScript(pop) ? null : pop.script],
    ['Recorded', pop.recorded ? 'Yes' : null],
    ['Phone system', pop.source],
  ];
  return facts.filter(([, value]) => value !== null && value !== '');
}

function leadOf({ lead }: Pop): string | null {
  if (!lead) return null;
  return [lead.name, lead.id && `#${lead.id}`].filter(Boolean).join(' ');
}

/** Some phone systems send the script's id, some its address or its text. */
function isLongScript({ script }: Pop): boolean {
  return script !== null && (script.length > 24 || /\n|^https?:/i.test(script));
}

function Script({ script }: { script: string }) {
  const url = /^https?:/i.test(script.trim()) ? safeUrl(script) : null;
  return (
    <div className="facts-script">
      <p className="facts-script-title">Call script</p>
      {url ? (
        <a className="foreign" href={url} target="_blank" rel="noopener noreferrer">
          {url}
        </a>
      ) : (
        <p className="facts-script-text foreign">{script}</p>
      )}
    </div>
  );
}
