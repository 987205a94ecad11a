import type { ApiCallDetail, TimelineEntry } from '../../../api/call.ts';
import { Card } from '../../components/Card.tsx';
import { Chip, type ChipTone } from '../../components/Chip.tsx';
import { exactTime, fullTime } from '../../format/when.ts';

/** Everything that came for the call and that Ringside did, in order; each event also raw and as understood. */
export function Timeline({ call }: { call: ApiCallDetail }) {
  const { timeline } = call;
  return (
    <Card title="What happened" aside={<span className="soft">{timeline.length} steps</span>}>
      {timeline.length === 0 && (
        <p className="soft">The events of this call are no longer kept: the journal has its bounds.</p>
      )}
      <ol className="timeline">
        {timeline.map((entry, place) => (
          <Step key={`${String(place)} ${entry.at}`} entry={entry} />
        ))}
      </ol>
    </Card>
  );
}

const tones: Readonly<Record<TimelineEntry['status'], ChipTone>> = {
  ...{ accepted: 'neutral', duplicate: 'neutral', rejected: 'bad', unrecognised: 'warn', ringside: 'accent' },
};

function Step({ entry }: { entry: TimelineEntry }) {
  const { at, summary, event, status, fields, raw, faults } = entry;
  const time = Date.parse(at);
  return (
    <li className="timeline-step" data-own={status === 'ringside' || undefined}>
      <time className="timeline-time digits" dateTime={at} title={fullTime(time)}>
        {exactTime(time)}
      </time>
      <div className="timeline-text">
        <p className="foreign">
          {summary}{' '}
          {status !== 'accepted' && status !== 'ringside' && <Chip tone={tones[status]}>{status}</Chip>}
        </p>
        {faults.map(({ field, message }) => (
          <p key={field} className="foreign">
            {field}: {message}
          </p>
        ))}
        {raw !== null && (
          <details className="timeline-more">
            <summary>
              <span className="mono foreign">{event}</span>
            </summary>
            <Block title="As it came" text={raw} />
            {Object.keys(fields).length > 0 && (
              <Block title="As understood" text={JSON.stringify(fields, null, 2)} />
            )}
          </details>
        )}
      </div>
    </li>
  );
}

export function Block({ title, text }: { title: string; text: string }) {
  return (
    <figure className="block">
      <figcaption className="soft small">{title}</figcaption>
      <pre className="mono foreign" tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
}
