import { useCallback } from 'react';
import type { ApiConnectionDetail } from '../../../api/connection.ts';
import { connections } from '../../api/connection-endpoints.ts';
import { useResource } from '../../api/use-resource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Confirm } from '../../controls/Dialog.tsx';
import { toast } from '../../controls/toast.tsx';
import { navigate } from '../../shell/router.ts';

/** Says what would be lost before it is. */
export function RemoveDialog({
  connection: { id, name },
  onClose,
}: {
  connection: ApiConnectionDetail;
  onClose: () => void;
}) {
  const removal = useResource(useCallback(() => connections.removal(id), [id]));
  const remove = async () => {
    await connections.remove(id);
    toast(`${name} is removed`);
    navigate('/admin/connections');
  };
  return (
    <Confirm title={`Remove ${name}?`} confirm="Remove it" work={remove} onClose={onClose}>
      <p>What was logged in the CRM stays there. This cannot be taken back.</p>
      <Loaded resource={removal}>
        {({ lost }) => (
          <ul className="check-notes">
            {lost.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </Loaded>
    </Confirm>
  );
}
