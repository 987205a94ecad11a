import { connections } from '../../api/connection-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { navigate } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { ConnectionForm } from './ConnectionForm.tsx';

export function NewConnection() {
  const connectors = useResource(connections.connectors);
  return (
    <>
      <PageHead
        title="New connection"
        up={{ to: '/admin/connections', title: 'Connections' }}
        lead="Pick the CRM and give it what it asks for. Ringside checks it at once."
      />
      <div className="form-card">
        <Loaded resource={connectors}>
          {({ items }) => (
            <ConnectionForm
              connectors={items}
              onAdded={({ name }) => navigate(`/admin/connections/${encodeURIComponent(name)}`)}
            />
          )}
        </Loaded>
      </div>
    </>
  );
}
