import type { ReactNode } from 'react';
import type { ApiFault } from '../api/fault.ts';
import { Button } from '../components/Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';
import { Form } from './Form.tsx';

/** A dialog that is one form: its fields, and at the end to cancel or to send them. */
export function FormDialog({
  title,
  submit,
  busy,
  fault,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  /** The verb on the button: "Save". */
  submit: string;
  busy: boolean;
  fault: ApiFault | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form fault={fault} onSubmit={onSubmit}>
        {children}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={busy}>
            {submit}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
