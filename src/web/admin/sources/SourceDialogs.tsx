import { useMemo, useState } from 'react';
import type { Source } from '../../../api/admin.ts';
import { admin } from '../../api/admin-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { ComboBoxField } from '../../controls/ComboBoxField.tsx';
import { Confirm } from '../../controls/Dialog.tsx';
import { FormDialog } from '../../controls/FormDialog.tsx';
import { TagField } from '../../controls/TagField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { toast } from '../../controls/toast.tsx';
import { countries } from '../../format/countries.ts';

interface Props {
  source: Source;
  onDone: () => void;
  onClose: () => void;
}

/** Name, country and own numbers; the address to send events to stays. */
export function EditSource({ source, onDone, onClose }: Props) {
  const { name, dialect, country, ownNumbers } = source;
  const [draft, setDraft] = useState({ name, dialect, country, ownNumbers });
  const { busy, fault, run } = useAction();
  const options = useMemo(() => countries().map((one) => ({ id: one.code, name: one.name })), []);
  const save = () =>
    void run(async () => {
      await admin.saveSource(source.id, draft);
      onDone();
      onClose();
      toast(`${draft.name} is saved`, {
        undo: async () => {
          await admin.saveSource(source.id, { name, dialect, country, ownNumbers });
          onDone();
        },
      });
    });
  return (
    <FormDialog
      title={`Change ${name}`}
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
        maxLength={40}
        value={draft.name}
        onChange={(next) => setDraft({ ...draft, name: next })}
      />
      <ComboBoxField
        label="Country"
        name="country"
        isRequired
        hint="Numbers without a country code are read as this country’s."
        options={options}
        value={draft.country}
        onChange={(code) => code && setDraft({ ...draft, country: code })}
      />
      <TagField
        label="Your own numbers"
        name="ownNumbers"
        hint="They are never taken for a caller. Press Enter after each."
        placeholder="+420 591 166 200"
        value={draft.ownNumbers}
        onChange={(numbers) => setDraft({ ...draft, ownNumbers: numbers })}
      />
    </FormDialog>
  );
}

export function NewKey({ source, onDone, onClose }: Props) {
  const rotate = async () => {
    await admin.rotateKey(source.id);
    onDone();
    toast(`${source.name} has a new webhook URL`);
  };
  return (
    <Confirm title={`A new key for ${source.name}?`} confirm="Make a new key" work={rotate} onClose={onClose}>
      <p>
        The webhook URL changes. The old one works for another 24 hours, so that you have time to paste the
        new one into the phone system.
      </p>
    </Confirm>
  );
}

export function RemoveSource({ source, onDone, onClose }: Props) {
  const remove = async () => {
    await admin.removeSource(source.id);
    onDone();
    toast(`${source.name} is removed; its calls stay`);
  };
  return (
    <Confirm title={`Remove ${source.name}?`} confirm="Remove it" work={remove} onClose={onClose}>
      <p>
        Its webhook URL stops working at once, and agents lose their phones on it. Calls that came stay. This
        cannot be taken back.
      </p>
    </Confirm>
  );
}
