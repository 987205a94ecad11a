import { useMemo, useState } from 'react';
import type { Agent } from '../../../api/admin.ts';
import type { Mapping } from '../../../api/mapping.ts';
import type { Owner, StrayPhone } from '../../api/agent-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { ComboBoxField } from '../../controls/ComboBoxField.tsx';
import { Dialog, DialogActions } from '../../controls/Dialog.tsx';
import { Form } from '../../controls/Form.tsx';
import type { Option } from '../../controls/options.tsx';
import { useMe } from '../../shell/me.ts';
import { type Assignment, phoneInWords } from './phones.ts';

/** Picks whose phone it is: an agent, or a CRM user who becomes one. */
export function AssignDialog({
  phone,
  agents,
  crmUsers,
  onAssign,
  onClose,
}: {
  phone: StrayPhone;
  agents: readonly Agent[];
  crmUsers: Mapping['crmUsers'];
  onAssign: (assignment: Assignment) => Promise<boolean>;
  onClose: () => void;
}) {
  const me = useMe();
  const [chosen, setChosen] = useState<string | null>(null);
  const { busy, fault, run } = useAction();
  const owners = useMemo(() => ownersOf(agents, crmUsers, me ?? null), [agents, crmUsers, me]);
  const owner = chosen === null ? undefined : owners.get(chosen)?.owner;
  const options = useMemo(() => [...owners.values()].map(({ option }) => option), [owners]);

  const save = () =>
    void run(async () => {
      if (owner) await onAssign({ phone, owner });
      onClose();
    });
  return (
    <Dialog title="Whose phone is it?" onClose={onClose}>
      <p className="foreign">
        {phone.name && `${phone.name}, `}
        {phoneInWords(phone)} on {phone.source}
      </p>
      <Form fault={fault} onSubmit={save}>
        <ComboBoxField
          label="Agent"
          isRequired
          hint="Type a part of the name or the address. CRM users become agents."
          options={options}
          value={chosen}
          onChange={setChosen}
          empty="Nobody of that name. Add an agent first."
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={busy} disabled={!owner}>
            Assign
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

type Owners = Map<string, { option: Option; owner: Owner }>;

function ownersOf(
  agents: readonly Agent[],
  crmUsers: Mapping['crmUsers'],
  me: { person: { name: string; email: string } } | null,
): Owners {
  const owners: Owners = new Map();
  const known = new Set(agents.map(({ email }) => email));
  const add = (owner: Owner, about: string, isDisabled = false) => {
    const id = owner.agentId ?? `new ${owner.email ?? ''}`;
    owners.set(id, { owner, option: { id, name: owner.name, about, isDisabled } });
  };
  for (const { id, name, email, provisioned } of agents) {
    add({ agentId: id, crm: null, name, email }, provisioned ? `${email}, from a file` : email, provisioned);
  }
  if (me && !known.has(me.person.email))
    add({ agentId: null, crm: null, ...me.person }, 'You; becomes an agent');
  for (const { connection, id, name, email } of crmUsers) {
    if (email === null || known.has(email.toLowerCase())) continue;
    add(
      { agentId: null, crm: { connection, user: id }, name, email },
      `${email}, ${connection}; becomes an agent`,
    );
  }
  return owners;
}
