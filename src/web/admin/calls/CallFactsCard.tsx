import type { ReactNode } from 'react';
import type { ApiCallDetail } from '../../../api/call.ts';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { PhoneNumber } from '../../components/PhoneNumber.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { span } from '../../format/duration.ts';
import { directions, numberOf, stateOf } from './words.ts';

/** The call itself, as it was folded from its events. */
export function CallFactsCard({ call }: { call: ApiCallDetail }) {
  const { text, tone } = stateOf(call);
  return (
    <Card title="The call" aside={<Chip tone={tone}>{text}</Chip>}>
      <dl className="call-details">
        <Fact name="Number">
          <PhoneNumber number={numberOf(call) ?? 'Withheld'} country={call.customer.country} />
        </Fact>
        <Fact name="Direction">{directions[call.direction]}</Fact>
        <Fact name="Began">
          <TimeOfDay at={call.startedAt} />
        </Fact>
        <Fact name="Phone system">{call.source}</Fact>
        {call.queue && <Fact name="Queue">{call.queue}</Fact>}
        {call.dialedFormatted && <Fact name="Dialled">{call.dialedFormatted}</Fact>}
        <Fact name="Waited, rang, talked">
          {span(call.waitMs)}, {span(call.ringMs)}, {span(call.talkMs)}
        </Fact>
        {call.legs.map((leg, place) => (
          <Fact key={place} name={leg.agentName ?? leg.extension ?? leg.identity ?? 'A phone'}>
            {leg.answeredAt === null ? `rang ${span(leg.ringMs)}` : `talked ${span(leg.talkMs)}`}
            {leg.agent === null && ' · nobody’s phone'}
          </Fact>
        ))}
        {call.notes.map((note) => (
          <Fact key={note.agent ?? ''} name={`Note${note.agentName === null ? '' : ` of ${note.agentName}`}`}>
            {note.disposition && <Chip>{note.disposition}</Chip>} {note.note}
          </Fact>
        ))}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="call-detail">
      <dt className="foreign">{name}</dt>
      <dd className="foreign">{children}</dd>
    </div>
  );
}
