import { useMemo, useState } from 'react';
import type { ApiConnectionDetail, ApiConnector } from '../../../api/connection.ts';
import { connections, type Settings } from '../../api/connection-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { DialogActions } from '../../controls/Dialog.tsx';
import { Form } from '../../controls/Form.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import './connections.css';
import { alternativeOf, asRecord, constantsOf, readSchema, type Schema } from './schema.ts';
import { SettingsFields } from './SettingsFields.tsx';

/** A new connection: which CRM, a name, and the settings its connector wants. It is checked when it is there. */
export function ConnectionForm({
  connectors,
  onAdded,
}: {
  connectors: readonly ApiConnector[];
  onAdded: (connection: ApiConnectionDetail) => void;
}) {
  const choices = useMemo(
    () => connectors.map((one) => ({ ...one, schema: readSchema(one.settings) })),
    [connectors],
  );
  const [crm, setCrm] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [settings, setSettings] = useState<Settings>({});
  const { busy, fault, run } = useAction();
  const chosen = choices.find((one) => one.crm === crm);

  const choose = (next: string) => {
    setCrm(next);
    const schema = choices.find((one) => one.crm === next)?.schema;
    setSettings(schema ? startOf(schema) : {});
    if (name === '' || choices.some((one) => one.crm === name)) setName(next);
  };
  const save = () =>
    void run(async () => {
      if (!chosen) return;
      const added = await connections.add({ name: name.trim(), crm: chosen.crm, settings });
      // What the check says is shown where the connection is.
      if (!added.oauth || added.oauth.connected) await connections.check(added.id);
      onAdded(added);
    });
  return (
    <Form fault={fault} onSubmit={save}>
      <WhichCrm choices={choices} crm={crm} name={name} onChoose={choose} onName={setName} />
      {chosen && (
        <>
          <SettingsFields
            key={chosen.crm}
            schema={chosen.schema}
            path={['settings']}
            value={settings}
            isDisabled={false}
            secrets={noSecrets}
            onChange={(next) => setSettings(asRecord(next))}
          />
          {chosen.callbackUrl && (
            <CopyField label="Callback address, for connecting by OAuth" text={chosen.callbackUrl} lines />
          )}
        </>
      )}
      <DialogActions>
        <Button look="primary" type="submit" busy={busy} disabled={!chosen}>
          Add and check
        </Button>
      </DialogActions>
    </Form>
  );
}

function WhichCrm(props: {
  choices: readonly ApiConnector[];
  crm: string | null;
  name: string;
  onChoose: (crm: string) => void;
  onName: (name: string) => void;
}) {
  return (
    <div className="form-pair">
      <SelectField
        label="CRM"
        name="crm"
        isRequired
        options={props.choices.map(({ crm: id, title }) => ({ id, name: title }))}
        value={props.crm}
        onChange={props.onChoose}
      />
      <TextField
        label="Name"
        name="name"
        hint="Short, such as sales. It cannot be changed later."
        isRequired
        maxLength={40}
        value={props.name}
        onChange={props.onName}
      />
    </div>
  );
}

const noSecrets: ReadonlySet<string> = new Set();

/** The constants of the first alternative, where one must be chosen. */
function startOf({ properties, required }: Schema): Settings {
  return Object.fromEntries(
    properties.flatMap(([name, inner]) => {
      const first = required.has(name) ? alternativeOf(inner, undefined) : null;
      return first ? [[name, constantsOf(first)]] : [];
    }),
  );
}
