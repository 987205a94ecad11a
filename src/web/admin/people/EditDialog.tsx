import { useState } from 'react';
import type { Person } from '../../../api/people.ts';
import { access } from '../../api/access-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { FormDialog } from '../../controls/FormDialog.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { toast } from '../../controls/toast.tsx';
import { roleOf, roleOptions } from './roles.ts';

export function EditDialog({
  person,
  onChanged,
  onClose,
}: {
  person: Person;
  onChanged: () => void;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState({ name: person.name, role: person.role });
  const { busy, fault, run } = useAction();
  const save = () =>
    void run(async () => {
      await access.changePerson(person.id, { ...draft, disabled: person.disabled });
      onChanged();
      onClose();
      toast(`${draft.name} is changed`, {
        undo: () => access.changePerson(person.id, person).then(onChanged),
      });
    });
  return (
    <FormDialog
      title={person.email}
      submit="Save"
      busy={busy}
      fault={fault}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="Name"
        name="name"
        isRequired
        maxLength={120}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
      />
      <SelectField
        label="Role"
        name="role"
        isRequired
        hint="Another role signs them out, so that it holds at once."
        options={roleOptions}
        value={draft.role}
        onChange={(role) => setDraft({ ...draft, role: roleOf(role) })}
      />
    </FormDialog>
  );
}
