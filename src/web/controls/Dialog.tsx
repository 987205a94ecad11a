import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useAction } from '../api/use-action.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Notice } from '../components/Notice.tsx';
import './modal.css';

/** A modal window while it is rendered; it keeps the focus inside and gives it back. */
export function Dialog({
  title,
  wide = false,
  onClose,
  children,
}: {
  title: string;
  /** For tables and previews. */
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <ModalOverlay className="modal-overlay" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal" data-wide={wide || undefined}>
        <AriaDialog className="modal-dialog">
          <header className="modal-head">
            <Heading slot="title" className="foreign">
              {title}
            </Heading>
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="modal-actions">{children}</div>;
}

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function Confirm({
  title,
  confirm,
  look = 'danger',
  work,
  onClose,
  children,
}: {
  title: string;
  /** The verb on the button: "Make a new key". */
  confirm: string;
  look?: 'danger' | 'primary';
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
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look={look} busy={busy} onClick={() => void go()}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
