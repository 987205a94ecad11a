import { useMemo, useState } from 'react';
import type { ApiConnectionDetail } from '../../../api/connection.ts';
import { connections, type Settings } from '../../api/connection-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { DialogActions } from '../../controls/Dialog.tsx';
import { Form } from '../../controls/Form.tsx';
import { toast } from '../../controls/toast.tsx';
import { UnsavedGuard } from '../../controls/UnsavedGuard.tsx';
import { asRecord, readSchema } from './schema.ts';
import { SettingsFields } from './SettingsFields.tsx';

interface Props {
  connection: ApiConnectionDetail;
  onSaved: () => void;
}

/** The settings, as the connector describes them. Secrets that are left empty stay as they are. */
export function SettingsTab(props: Props) {
  const connectors = useResource(connections.connectors);
  return (
    <Loaded resource={connectors}>
      {({ items }) => {
        const connector = items.find(({ crm }) => crm === props.connection.crm);
        if (!connector) return <Notice tone="bad">There is no connector of this name any more.</Notice>;
        return <SettingsForm {...props} schema={connector.settings} callbackUrl={connector.callbackUrl} />;
      }}
    </Loaded>
  );
}

function SettingsForm({
  connection,
  schema: given,
  callbackUrl,
  onSaved,
}: Props & { schema: Record<string, unknown>; callbackUrl: string | null }) {
  const schema = useMemo(() => readSchema(given), [given]);
  const [draft, setDraft] = useState<Settings>(connection.settings);
  // Anew after saving: the secrets that were typed are stored now.
  const [turn, setTurn] = useState(0);
  const { busy, fault, run } = useAction();
  const isUnsaved = !busy && JSON.stringify(draft) !== JSON.stringify(connection.settings);
  const secrets = useMemo(() => new Set(connection.secrets), [connection.secrets]);

  const save = () =>
    void run(async () => {
      const saved = await connections.save(connection.id, draft);
      setDraft(saved.settings);
      setTurn(turn + 1);
      const { ok, error } = await connections.check(connection.id);
      toast(ok ? 'Saved, and the CRM agrees' : `Saved, but the CRM says: ${error?.message ?? 'no'}`, {
        bad: !ok,
      });
      onSaved();
    });
  return (
    <div className="form-card">
      <UnsavedGuard isUnsaved={isUnsaved} />
      {connection.provisioned && (
        <Notice>It comes from a configuration file and can only be changed there.</Notice>
      )}
      <Form fault={fault} onSubmit={save}>
        <SettingsFields
          key={turn}
          schema={schema}
          path={['settings']}
          value={draft}
          isDisabled={connection.provisioned}
          secrets={secrets}
          onChange={(next) => setDraft(asRecord(next))}
        />
        {callbackUrl && (
          <CopyField label="Callback address, for the app in the CRM" text={callbackUrl} lines />
        )}
        {!connection.provisioned && (
          <DialogActions>
            <Button look="primary" type="submit" busy={busy}>
              Save and check
            </Button>
          </DialogActions>
        )}
      </Form>
    </div>
  );
}
