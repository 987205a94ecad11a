import { useState } from 'react';
import type { ApiCallDetail } from '../../../api/call.ts';
import { callsApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { FormDialog } from '../../controls/FormDialog.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { toast } from '../../controls/toast.tsx';

/** No option's id looks like it. */
const nobody = '-';

/** An admin writes the note in an agent's place; the CRM's record is brought up to date. */
export function NoteDialog({
  call,
  onClose,
  onSaved,
}: {
  call: ApiCallDetail;
  onClose: () => void;
  onSaved: () => void;
}) {
  const holders = holdersOf(call);
  const [holder, setHolder] = useState(holders[0]?.id ?? nobody);
  const { busy, fault, run } = useAction();
  const own = call.notes.find(({ agent }) => (agent ?? nobody) === holder);
  const [note, setNote] = useState(own?.note ?? '');
  const [disposition, setDisposition] = useState(own?.disposition ?? '');

  const choose = (id: string) => {
    const theirs = call.notes.find(({ agent }) => (agent ?? nobody) === id);
    setHolder(id);
    setNote(theirs?.note ?? '');
    setDisposition(theirs?.disposition ?? '');
  };
  const save = async () => {
    const agent = holder === nobody ? null : holder;
    if (
      !(await run(() =>
        callsApi.writeNote(call.id, { agent, note: note || null, disposition: disposition || null }),
      ))
    )
      return;
    toast('Saved; the CRM’s record is brought up to date');
    onSaved();
    onClose();
  };
  return (
    <FormDialog
      title="Edit note"
      submit="Save"
      busy={busy}
      fault={fault}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      {holders.length > 1 && (
        <SelectField label="Whose" isRequired options={holders} value={holder} onChange={choose} />
      )}
      <TextField
        label="Disposition"
        name="disposition"
        value={disposition}
        onChange={setDisposition}
        maxLength={200}
      />
      <TextField label="Note" name="note" value={note} onChange={setNote} lines={6} maxLength={10_000} />
    </FormDialog>
  );
}

/** Those who talked; of a call that nobody answered, those whose phones rang, and nobody in particular. */
function holdersOf({ legs }: ApiCallDetail): { id: string; name: string }[] {
  const talked = legs.filter(({ answeredAt }) => answeredAt !== null);
  const named = (talked.length > 0 ? talked : legs).flatMap(({ agent, agentName }) =>
    agent === null ? [] : [{ id: agent, name: agentName ?? agent }],
  );
  const each = [...new Map(named.map((one) => [one.id, one])).values()];
  return talked.some(({ agent }) => agent !== null)
    ? each
    : [{ id: nobody, name: 'Nobody in particular' }, ...each];
}
