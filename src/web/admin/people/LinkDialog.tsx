import type { PasswordLink, Person } from '../../../api/people.ts';
import { Button } from '../../components/Button.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Dialog, DialogActions } from '../../controls/Dialog.tsx';
import { fullTime } from '../../format/when.ts';

/** A password link is seen this once: afterwards only its digest is known. */
export function LinkDialog({
  person,
  link,
  onClose,
}: {
  person: Pick<Person, 'name' | 'hasPassword'>;
  link: PasswordLink;
  onClose: () => void;
}) {
  const title = person.hasPassword ? `A new password for ${person.name}` : `An invitation for ${person.name}`;
  return (
    <Dialog title={title} onClose={onClose}>
      <p>
        Send this link to <strong className="foreign">{person.name}</strong>. Whoever opens it chooses the
        password, so hand it to nobody else.
      </p>
      <CopyField label="Link" text={link.url} lines />
      <Notice tone="info">
        It works once, until {fullTime(Date.parse(link.expiresAt))}. It is shown only now; earlier links do
        not work any more.
      </Notice>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
