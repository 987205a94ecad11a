import type { ApiCallDetail, Explanation } from '../../../api/call.ts';
import { callsApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Notice } from '../../components/Notice.tsx';
import { toast } from '../../controls/toast.tsx';
import { safeUrl } from '../../format/safe-url.ts';
import { useMe } from '../../shell/me.ts';
import { fates } from './words.ts';

/** What became of the call in every connection, in sentences, and what to do about it. */
export function WhyCard({ call, onDone }: { call: ApiCallDetail; onDone: () => void }) {
  const { explanations } = call;
  return (
    <Card title="Was it logged?">
      {explanations.length === 0 && (
        <p className="soft">There is no connection to a CRM yet, so there is nowhere to log it.</p>
      )}
      {explanations.length > 0 && (
        <ul className="rows">
          {explanations.map((one) => (
            <Why key={`${one.connection} ${one.activityId ?? ''}`} call={call} one={one} onDone={onDone} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Why({ call, one, onDone }: { call: ApiCallDetail; one: Explanation; onDone: () => void }) {
  const isAdmin = useMe()?.person.role === 'admin';
  const { busy, fault, run } = useAction();
  const { activityId } = one;
  const activity = call.activities.find(({ id }) => id === activityId);
  const record = safeUrl(activity?.recordUrl ?? '');
  const retry = async () => {
    if (activityId === null || !(await run(() => callsApi.retry(activityId)))) return;
    toast(`Sent to ${one.connection} again`);
    onDone();
  };
  return (
    <li className="why">
      <div className="why-head">
        <h3 className="foreign">{one.connection}</h3>
        <Chip tone={fates[one.status].tone} dot>
          {fates[one.status].text}
        </Chip>
        {one.agent && <span className="soft foreign">{one.agent}</span>}
      </div>
      <p className="foreign">{one.sentence}</p>
      {one.advice && <p className="soft foreign">{one.advice}</p>}
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <div className="cluster">
        {one.canRetry && isAdmin && (
          <Button icon="refresh" busy={busy} onClick={() => void retry()}>
            Try again
          </Button>
        )}
        {record && (
          <a className="button button-plain" href={record} target="_blank" rel="noopener noreferrer">
            <Icon name="external" />
            Open the record
          </a>
        )}
      </div>
    </li>
  );
}
