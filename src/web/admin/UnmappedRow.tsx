import type { Agent, Unmapped } from '../../api/admin.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { Notice } from '../components/Notice.tsx';
import { RelativeTime } from '../components/Time.tsx';
import { count } from '../format/count.ts';
import { useMe } from '../shell/me.ts';
import { AgentSelect } from './AgentSelect.tsx';
import { addPhone, phoneInWords } from './phones.ts';

export function UnmappedRow({
  phone,
  agents,
  onMapped,
}: {
  phone: Unmapped;
  agents: readonly Agent[];
  onMapped: () => void;
}) {
  const me = useMe();
  const { busy, fault, run } = useAction();
  const mine = agents.find(({ id }) => id === me?.agent?.id);

  const assign = (owner: Parameters<typeof addPhone>[0]) =>
    void run(async () => {
      await addPhone(owner, phone);
      onMapped();
    });
  return (
    <li className="stack stack-tight">
      <div className="unmapped-row">
        <PhoneInWords phone={phone} />
        <div className="unmapped-actions">
          {me && (
            <Button
              busy={busy}
              disabled={mine?.provisioned}
              title={mine?.provisioned ? 'You come from a file: add this phone there' : undefined}
              onClick={() => assign(mine ?? { name: me.person.name, email: me.person.email })}
            >
              This is me
            </Button>
          )}
          <AgentSelect
            label={`Agent for ${phone.name ?? phoneInWords(phone)}`}
            agents={agents}
            busy={busy}
            onAssign={assign}
          />
        </div>
      </div>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
    </li>
  );
}

function PhoneInWords({ phone }: { phone: Unmapped }) {
  return (
    <div className="unmapped-who">
      <p className="unmapped-name foreign">{phone.name ?? phoneInWords(phone)}</p>
      <p className="soft small foreign">
        {phone.name && `${phoneInWords(phone)} · `}on {phone.source} · {count(phone.calls, 'call')} · last
        seen <RelativeTime at={phone.lastSeenAt} />
      </p>
    </div>
  );
}
