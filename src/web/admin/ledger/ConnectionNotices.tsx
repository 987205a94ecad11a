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
  if (status === 'suspended')
    return (
      <span className="foreign">
        {name} refuses our credentials{statusReason === null ? '' : `: ${statusReason}`}.{' '}
        {count(waiting, 'call')} wait. Renew the credentials, and all of them are sent.
      </span>
    );
  if (status === 'paused')
    return (
      <span className="foreign">
        {name} is paused by an admin; {count(waiting, 'call')} wait. Resume it to send them.
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
      ; {count(waiting, 'call')} wait and are sent by themselves then.
    </span>
  );
}
