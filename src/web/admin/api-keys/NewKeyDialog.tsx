import { useState } from 'react';
import type { NewApiKey } from '../../../api/people.ts';
import { access } from '../../api/access-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { FormDialog } from '../../controls/FormDialog.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { type Role, roleOf, roleOptions } from '../people/roles.ts';

const dayMs = 86_400_000;
/** Days, as text; `never`. */
const lifetimes = [
  { id: '30', name: 'In 30 days' },
  { id: '90', name: 'In 90 days' },
  { id: '365', name: 'In a year' },
  { id: 'never', name: 'Never' },
];

export function NewKeyDialog({ onMade, onClose }: { onMade: (key: NewApiKey) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('supervisor');
  const [ends, setEnds] = useState('365');
  const { busy, fault, run } = useAction();
  const submit = () =>
    void run(async () => {
      const expiresAt = ends === 'never' ? null : new Date(Date.now() + Number(ends) * dayMs).toISOString();
      onMade(await access.makeApiKey({ name, role, expiresAt }));
      onClose();
    });
  return (
    <FormDialog
      title="Make an API key"
      submit="Make the key"
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
        hint="The program that will use it: you find it in the audit log under this name."
        value={name}
        onChange={setName}
      />
      <SelectField
        label="Role"
        name="role"
        isRequired
        options={roleOptions}
        value={role}
        onChange={(id) => setRole(roleOf(id))}
      />
      <SelectField
        label="Ends"
        name="expiresAt"
        isRequired
        options={lifetimes}
        value={ends}
        onChange={setEnds}
      />
    </FormDialog>
  );
}
