import type { ApiConnection } from '../../api/connection.ts';
import { ConnectionForm } from '../admin/connections/ConnectionForm.tsx';
import { CheckResult } from '../admin/connections/CheckResult.tsx';
import { connections } from '../api/connection-endpoints.ts';
import { useResource } from '../api/use-resource.ts';
import '../controls/controls.css';
import '../controls/no-injected-styles.ts';
import { Button } from '../components/Button.tsx';
import { Loaded } from '../components/Loaded.tsx';
import { Notice } from '../components/Notice.tsx';

/** Connecting the CRM: pick it, let it check, see whose account it is. */
export default function CrmStep({
  connection,
  onAdded,
  onDone,
}: {
  /** The first that is no contact book of our own. */
  connection: ApiConnection | undefined;
  onAdded: () => void;
  onDone: () => void;
}) {
  const connectors = useResource(connections.connectors);
  if (connection) return <Added connection={connection} onDone={onDone} />;
  return (
    <div className="stack">
      <p className="soft">
        Callers get names from it, and calls are logged to it. Until then Ringside’s own contact book does
        both.
      </p>
      <Loaded resource={connectors}>
        {({ items }) => (
          <ConnectionForm connectors={items.filter(({ crm }) => crm !== ownBook)} onAdded={onAdded} />
        )}
      </Loaded>
      <div>
        <Button look="quiet" onClick={onDone}>
          Later
        </Button>
      </div>
    </div>
  );
}

/** The connector of the contact book that comes along. */
const ownBook = 'directory';

function Added({ connection, onDone }: { connection: ApiConnection; onDone: () => void }) {
  const { name, oauth, check } = connection;
  const mustConnect = oauth !== null && !oauth.connected;
  return (
    <div className="stack">
      {mustConnect && (
        <>
          <Notice tone="warn">
            {name} needs your consent. The button opens the CRM in another tab; come back here afterwards.
          </Notice>
          <div>
            <a
              className="button button-primary"
              href={oauth.startUrl}
              target="_blank"
              rel="noopener noreferrer"
            >
              Connect {name}
            </a>
          </div>
        </>
      )}
      {!mustConnect && check && <CheckResult check={check} />}
      <div>
        <Button look={mustConnect ? 'plain' : 'primary'} onClick={onDone}>
          Next: your people
        </Button>
      </div>
    </div>
  );
}
