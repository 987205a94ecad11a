import type { Contact } from '../../api/admin.ts';
import { Chip } from '../components/Chip.tsx';
import { Icon, type IconName } from '../components/Icon.tsx';
import { RelativeTime, TimeOfDay } from '../components/Time.tsx';
import { span } from '../format/duration.ts';

type HistoryCall = Contact['history'][number];

const icons = {
  inbound: 'incoming',
  outbound: 'outgoing',
  internal: 'internal',
} as const satisfies Record<HistoryCall['direction'], IconName>;

export function ContactCall({ call }: { call: HistoryCall }) {
  const details = [call.agent, call.queue && `queue ${call.queue}`, call.recorded && 'recorded'].filter(
    Boolean,
  );
  return (
    <li className="contact-call" data-lost={isLost(call) || undefined}>
      <Icon name={isLost(call) ? 'missed' : icons[call.direction]} />
      <div className="contact-call-text">
        <p className="contact-call-subject foreign">{call.subject}</p>
        <p className="soft small foreign">
          <TimeOfDay at={call.startedAt} /> (<RelativeTime at={call.startedAt} />)
          {call.talkMs > 0 && ` · talked ${span(call.talkMs)}`}
          {details.length > 0 && ` · ${details.join(' · ')}`}
        </p>
        {call.note && <p className="contact-call-note foreign">{call.note}</p>}
        {call.tags.length > 0 && (
          <ul className="cluster" aria-label="Tags">
            {call.tags.map((tag) => (
              <li key={tag}>
                <Chip icon="tag">{tag}</Chip>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** Nobody talked to them: someone may want to call back. */
function isLost({ direction, outcome }: HistoryCall): boolean {
  return direction === 'inbound' && outcome !== 'answered';
}
