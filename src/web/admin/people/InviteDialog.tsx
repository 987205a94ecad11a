import { useState } from 'react';
import type { Invited } from '../../../api/people.ts';
import { access, type PersonDraft } from '../../api/access-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { FormDialog } from '../../controls/FormDialog.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { roleOf, roleOptions } from './roles.ts';

export function InviteDialog({
  onInvited,
  onClose,
}: {
  onInvited: (invited: Invited) => void;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState<PersonDraft>({ name: '', email: '', role: 'agent' });
  const { busy, fault, run } = useAction();
  const submit = () =>
    void run(async () => {
      onInvited(await access.invite(draft));
      onClose();
    });
  return (
    <FormDialog
      title="Invite a person"
      submit="Make the invitation"
      busy={busy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name"
        name="name"
        isRequired
        autoFocus
        maxLength={120}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
      />
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        isRequired
        hint="It also ties them to single sign-on, and to the agent with this address."
        value={draft.email}
        onChange={(email) => setDraft({ ...draft, email })}
      />
      <SelectField
        label="Role"
        name="role"
        isRequired
        options={roleOptions}
        value={draft.role}
        onChange={(role) => setDraft({ ...draft, role: roleOf(role) })}
      />
      <p className="soft small">Nothing is sent: you get a link to hand over, good once.</p>
    </FormDialog>
  );
}
