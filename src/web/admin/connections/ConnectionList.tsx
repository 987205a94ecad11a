import type { ApiConnection } from '../../../api/connection.ts';
import { connections } from '../../api/connection-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { usePolling } from '../../components/use-polling.ts';
import { Link } from '../../shell/Link.tsx';
import { navigate } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { ConnectionState, StateChip } from './ConnectionState.tsx';

/** Every CRM account and how it fares. */
export function ConnectionList() {
  const list = useResource(connections.list);
  usePolling(list.reload, 5_000);
  return (
    <>
      <PageHead title="Connections" lead="The CRMs that callers are looked up in and calls are logged to.">
        <Button look="primary" onClick={() => navigate('/admin/connections/new')}>
          Add a connection
        </Button>
      </PageHead>
      <Loaded resource={list}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <EmptyState icon="building" title="No CRM yet">
                <p>
                  Connect one, and callers have names and calls are logged. Calls that end before are logged
                  then, too.
                </p>
              </EmptyState>
            </div>
          ) : (
            <ul className="connection-cards">
              {items.map((one) => (
                <ConnectionCard key={one.id} connection={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function ConnectionCard({ connection }: { connection: ApiConnection }) {
  return (
    <li className="card connection-card">
      <div className="connection-head">
        <h2 className="connection-name">
          <Link to={`/admin/connections/${encodeURIComponent(connection.name)}`}>{connection.name}</Link>
        </h2>
        <StateChip connection={connection} />
      </div>
      <p className="soft small">
        {connection.title}
        {connection.check?.account && `, ${connection.check.account}`}
        {connection.provisioned && ' · from a file'}
      </p>
      <ConnectionState connection={connection} />
    </li>
  );
}
