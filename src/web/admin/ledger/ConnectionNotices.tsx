import type { ApiConnection as Connection } from '../../../api/connection.ts';
import { Notice } from '../../components/Notice.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { count } from '../../format/count.ts';
import { Link } from '../../shell/Link.tsx';

/** Connections through which nothing goes at the moment, and what to do. */
export function ConnectionNotices({ connections }: { connections: readonly Connection[] }) {
  const now = Date.now();
  const held = connections.filter(
    ({ status, pausedUntil }) =>
      status !== 'active' || (pausedUntil !== null && Date.parse(pausedUntil) > now),
  );
  return held.map((connection) => (
    <Notice
      key={connection.id}
      tone={connection.status === 'suspended' ? 'bad' : 'warn'}
      action={<Link to={`/admin/connections/${connection.id}`}>Open the connection</Link>}
    >
      <Words connection={connection} />
    </Notice>
  ));
}

function Words({ connection }: { connection: Connection }) {
  const { name, status, statusReason, pausedUntil, waiting } = connection;
  const waits = `${count(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'}`;
  if (connection.oauth?.connected === false)
    return (
      <span className="foreign">
        {name} was never connected; {waits}. Connect it, and all of them are sent.
      </span>
    );
  if (status === 'suspended')
    return (
      <span className="foreign">
        {name} refuses our credentials{statusReason === null ? '' : `: ${statusReason}`}. {waits}. Renew the
        credentials, and all of them are sent.
      </span>
    );
  if (status === 'paused')
    return (
      <span className="foreign">
        {name} is paused by an admin; {waits}. Resume it to send them.
      </span>
    );
  return (
    <span className="foreign">
      The quota of {name} is used up{' '}
      {pausedUntil && (
        <>
          until <TimeOfDay at={pausedUntil} />
        </>
      )}
      ; {waits} and {waiting === 1 ? 'is sent by itself' : 'are sent by themselves'} then.
    </span>
  );
}
