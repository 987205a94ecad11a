import type { NewApiKey } from '../../../api/people.ts';
import { Button } from '../../components/Button.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Dialog, DialogActions } from '../../controls/Dialog.tsx';

/** The one time that a key is seen. */
export function TokenDialog({ made, onClose }: { made: NewApiKey; onClose: () => void }) {
  return (
    <Dialog title={`The key ${made.name}`} onClose={onClose}>
      <Notice tone="warn">Copy it now: it is shown only this once, and kept nowhere.</Notice>
      <CopyField label="API key" text={made.token} lines />
      <CopyField
        label="Try it"
        text={`curl -H 'Authorization: Bearer ${made.token}' ${window.location.origin}/api/openapi.json`}
        lines
      />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          I have copied it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
