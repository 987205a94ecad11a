import { useState } from 'react';
import type { ApiConnectionDetail } from '../../../api/connection.ts';
import { connections } from '../../api/connection-endpoints.ts';
import { Confirm } from '../../controls/Dialog.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { toast } from '../../controls/toast.tsx';

export function PauseDialog({
  connection: { id, name },
  onDone,
  onClose,
}: {
  connection: ApiConnectionDetail;
  onDone: () => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const pause = async () => {
    await connections.pause(id, reason.trim());
    onDone();
    toast(`${name} is paused`, {
      undo: async () => {
        await connections.resume(id);
        onDone();
      },
    });
  };
  return (
    <Confirm title={`Pause ${name}?`} confirm="Pause" look="primary" work={pause} onClose={onClose}>
      <p>Nothing is sent to it until you resume. Calls wait and are logged then; callers are still known.</p>
      <TextField
        label="Why"
        hint="The other admins see it."
        maxLength={300}
        value={reason}
        onChange={setReason}
      />
    </Confirm>
  );
}
