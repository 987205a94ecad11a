import { type SubmitEvent, useState } from 'react';
import type { Source } from '../../api/admin.ts';
import { admin, type AgentInput } from '../api/admin-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { SelectField, TextField } from '../components/Field.tsx';
import { Notice } from '../components/Notice.tsx';

export function AgentDialog({
  sources,
  onAdded,
  onClose,
}: {
  sources: readonly Source[];
  onAdded: () => void;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState({ ...emptyDraft, source: sources[0]?.name ?? '' });
  const { busy, fault, run } = useAction();
  const input = (field: keyof typeof emptyDraft) => ({
    value: draft[field],
    fault: fault?.fields[field],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }),
  });

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(await run(() => admin.addAgent(toInput(draft))))) return;
    onAdded();
    onClose();
  };
  return (
    <Dialog title="Add an agent" onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        {fault && <Notice tone="bad">{fault.message}</Notice>}
        <TextField label="Name" required maxLength={120} {...input('name')} />
        <TextField label="E-mail address" type="email" required {...input('email')} />
        {sources.length > 0 && (
          <SelectField label="Phone system" {...input('source')}>
            {sources.map(({ id, name }) => (
              <option key={id}>{name}</option>
            ))}
          </SelectField>
        )}
        <div className="form-pair">
          <TextField label="Extension" maxLength={40} {...input('extension')} />
          <TextField label="User id in the phone system" maxLength={200} {...input('user')} />
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={busy}>
            Add the agent
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const emptyDraft = { name: '', email: '', source: '', user: '', extension: '' };

function toInput({ name, email, source, user, extension }: typeof emptyDraft): AgentInput {
  const phone = {
    ...(user.trim() && { user: user.trim() }),
    ...(extension.trim() && { extension: extension.trim() }),
  };
  const pbx = source && Object.keys(phone).length > 0 ? [{ source, ...phone }] : [];
  return { name, email, pbx, crm: [] };
}
