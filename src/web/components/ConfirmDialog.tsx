import type { ReactNode } from 'react';
import { useAction } from '../api/use-action.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Notice } from './Notice.tsx';

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function ConfirmDialog({
  title,
  confirm,
  work,
  onClose,
  children,
}: {
  title: string;
  /** The verb on the button: "Make a new key". */
  confirm: string;
  work: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const { busy, fault, run } = useAction();
  const go = async () => {
    if (await run(work)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={busy} onClick={() => void go()}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
