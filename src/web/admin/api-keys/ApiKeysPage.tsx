import { useMemo, useState } from 'react';
import type { ApiKey, NewApiKey } from '../../../api/people.ts';
import { access } from '../../api/access-endpoints.ts';
import { rowsOf } from '../../api/use-list.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { DataTable } from '../../controls/DataTable.tsx';
import { Confirm } from '../../controls/Dialog.tsx';
import { toast } from '../../controls/toast.tsx';
import { PageHead } from '../layout/PageHead.tsx';
import { apiKeyColumns } from './columns.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { TokenDialog } from './TokenDialog.tsx';

/** What programs sign in with. */
export default function ApiKeysPage() {
  const keys = useResource(access.apiKeys);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const columns = useMemo(() => apiKeyColumns(setRevoking), []);
  return (
    <>
      <PageHead
        title="API keys"
        lead={
          <>
            What programs sign in with. What they can do is in the <a href="/api/docs">API documentation</a>.
          </>
        }
      >
        <Button look="primary" onClick={() => setMaking(true)}>
          Make an API key
        </Button>
      </PageHead>
      <DataTable
        label="API keys"
        columns={columns}
        rows={rowsOf(keys)}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon="key" title="No program has a key yet">
            <p>Make one for each program, with the smallest role it can work with.</p>
          </EmptyState>
        }
      />
      {making && (
        <NewKeyDialog
          onMade={(key) => {
            keys.reload();
            setMade(key);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made && <TokenDialog made={made} onClose={() => setMade(null)} />}
      {revoking && (
        <RevokeDialog apiKey={revoking} onRevoked={keys.reload} onClose={() => setRevoking(null)} />
      )}
    </>
  );
}

function RevokeDialog({
  apiKey: { id, name },
  onRevoked,
  onClose,
}: {
  apiKey: ApiKey;
  onRevoked: () => void;
  onClose: () => void;
}) {
  const revoke = async () => {
    await access.revokeApiKey(id);
    onRevoked();
    toast(`${name} is revoked`);
  };
  return (
    <Confirm title={`Revoke ${name}?`} confirm="Revoke" work={revoke} onClose={onClose}>
      <p>
        The program that uses it is refused from now on. This cannot be taken back: it would need a new key.
      </p>
    </Confirm>
  );
}
