import type { ApiCallDetail, ApiMatch } from '../../../api/call.ts';
import { callsApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Notice } from '../../components/Notice.tsx';
import { toast } from '../../controls/toast.tsx';
import { safeUrl } from '../../format/safe-url.ts';
import { useMe } from '../../shell/me.ts';

/** The records the number belongs to, and which of them the call is linked to. */
export function MatchesCard({ call, onDone }: { call: ApiCallDetail; onDone: () => void }) {
  const isAdmin = useMe()?.person.role === 'admin';
  const { busy, fault, run } = useAction();
  const choose = async ({ connection, type, id, name }: ApiMatch) => {
    if (!(await run(() => callsApi.chooseMatch(call.id, { connection, type, id })))) return;
    toast(`Linked to ${name}`);
    onDone();
  };
  return (
    <Card title="Who it was">
      {call.matches.length === 0 && <p className="soft">No record has this number.</p>}
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      {call.matches.length > 0 && (
        <ul className="rows">
          {call.matches.map((match) => (
            <li key={`${match.connection} ${match.id}`} className="match">
              <div className="match-text">
                <Name match={match} />
                <span className="soft small foreign">
                  {[match.company, match.type, match.connection].filter(Boolean).join(' · ')}
                </span>
              </div>
              {isChosen(call, match) && <Chip tone="accent">Chosen</Chip>}
              {isAdmin && call.matches.length > 1 && !isChosen(call, match) && (
                <Button busy={busy} onClick={() => void choose(match)}>
                  Choose
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Name({ match: { name, url } }: { match: ApiMatch }) {
  const href = safeUrl(url);
  if (!href) return <span className="foreign">{name}</span>;
  return (
    <a className="foreign" href={href} target="_blank" rel="noopener noreferrer">
      {name}
    </a>
  );
}

function isChosen({ chosen }: ApiCallDetail, { connection, type, id }: ApiMatch): boolean {
  return chosen.some((one) => one.connection === connection && one.type === type && one.id === id);
}
