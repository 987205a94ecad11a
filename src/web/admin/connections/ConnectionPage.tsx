import { useCallback, useState } from 'react';
import type { ApiConnectionDetail } from '../../../api/connection.ts';
import { connections } from '../../api/connection-endpoints.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { usePolling } from '../../components/use-polling.ts';
import { ActionMenu } from '../../controls/ActionMenu.tsx';
import { Tabs } from '../../controls/Tabs.tsx';
import { toast } from '../../controls/toast.tsx';
import { PageHead } from '../layout/PageHead.tsx';
import { CheckResult } from './CheckResult.tsx';
import { awaitsConsent, ConnectionState, StateChip } from './ConnectionState.tsx';
import { EmbedCard } from './EmbedCard.tsx';
import { PauseDialog } from './PauseDialog.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RulesTab } from './RulesTab.tsx';
import { SettingsTab } from './SettingsTab.tsx';

const up = { to: '/admin/connections', title: 'Connections' };

/** One connection: how it is, its settings, its rules. */
export function ConnectionPage({ id }: { id: string }) {
  const resource = useResource(useCallback(() => connections.one(id), [id]));
  usePolling(resource.reload, 5_000);
  if (resource.fault?.status === 404)
    return (
      <>
        <PageHead title="There is no such connection" up={up} />
        <p className="soft">Perhaps someone removed it a moment ago.</p>
      </>
    );
  return (
    <>
      {resource.data === null && <PageHead title="Connection" up={up} />}
      <Loaded resource={resource}>
        {(connection) => <Shown connection={connection} resource={resource} />}
      </Loaded>
    </>
  );
}

interface Props {
  connection: ApiConnectionDetail;
  resource: Resource<ApiConnectionDetail>;
}

function Shown({ connection, resource }: Props) {
  const { reload } = resource;
  return (
    <>
      <PageHead title={connection.name} up={up} lead={connection.title}>
        <StateChip connection={connection} />
        <Actions connection={connection} onChanged={reload} />
      </PageHead>
      <Trouble connection={connection} />
      <Tabs
        label={`Parts of ${connection.name}`}
        tabs={[
          { id: 'state', title: 'State', content: <StateTab connection={connection} /> },
          {
            id: 'settings',
            title: 'Settings',
            content: <SettingsTab connection={connection} onSaved={reload} />,
          },
          { id: 'rules', title: 'Rules', content: <RulesTab connection={connection.name} /> },
        ]}
      />
    </>
  );
}

function StateTab({ connection }: { connection: ApiConnectionDetail }) {
  return (
    <>
      <div className="card connection-card">
        <ConnectionState connection={connection} />
      </div>
      {!awaitsConsent(connection) && <LastCheck check={connection.check} />}
      <EmbedCard crm={connection.crm} />
    </>
  );
}

function LastCheck({ check }: Pick<ApiConnectionDetail, 'check'>) {
  if (check) return <CheckResult check={check} />;
  return <Notice>Not checked yet. “Check” asks the CRM whose account it is and what is missing.</Notice>;
}

function Actions({ connection, onChanged }: { connection: ApiConnectionDetail; onChanged: () => void }) {
  const { busy, run } = useAction();
  const [open, setOpen] = useState<'pause' | 'remove' | null>(null);
  const { id, name, oauth, provisioned, mirror } = connection;
  const needsIt = awaitsConsent(connection) || connection.status === 'suspended';
  const act = (work: () => Promise<unknown>, done: string) =>
    void run(async () => {
      try {
        await work();
        toast(done);
      } catch (error) {
        toast(error instanceof Error ? error.message : 'That did not work', { bad: true });
      }
      onChanged();
    });
  return (
    <>
      {oauth && (
        <a className={`button button-${needsIt ? 'primary' : 'plain'}`} href={oauth.startUrl}>
          {oauth.connected ? 'Connect again' : 'Connect'}
        </a>
      )}
      {!awaitsConsent(connection) && (
        <>
          <Button busy={busy} onClick={() => act(() => connections.check(id), `${name} is checked`)}>
            Check
          </Button>
          <PauseOrResume
            connection={connection}
            busy={busy}
            onPause={() => setOpen('pause')}
            onResume={() => act(() => connections.resume(id), `${name} goes on`)}
          />
        </>
      )}
      <ActionMenu
        label={`More for ${name}`}
        actions={[
          {
            text: 'Fetch all contacts anew',
            isDisabled: mirror === null,
            onAction: () =>
              act(() => connections.restartMirror(id), 'Fetching begins; what is known stays until then'),
          },
          { text: 'Remove…', danger: true, isDisabled: provisioned, onAction: () => setOpen('remove') },
        ]}
      />
      {open === 'pause' && (
        <PauseDialog connection={connection} onDone={onChanged} onClose={() => setOpen(null)} />
      )}
      {open === 'remove' && <RemoveDialog connection={connection} onClose={() => setOpen(null)} />}
    </>
  );
}

function PauseOrResume(props: {
  connection: ApiConnectionDetail;
  busy: boolean;
  onPause: () => void;
  onResume: () => void;
}) {
  const { connection, busy, onPause, onResume } = props;
  if (connection.status === 'active') return <Button onClick={onPause}>Pause</Button>;
  // Where the CRM refuses, to connect again is what helps.
  const isFirst = connection.status === 'paused' || connection.oauth === null;
  return (
    <Button busy={busy} look={isFirst ? 'primary' : 'plain'} onClick={onResume}>
      Resume
    </Button>
  );
}

/** Why nothing is sent, and what to do. */
function Trouble({ connection }: { connection: ApiConnectionDetail }) {
  const { status, statusReason, oauth } = connection;
  if (awaitsConsent(connection)) {
    return (
      <Notice tone="warn">
        “Connect” leads to the CRM, where you allow Ringside in. Until then calls wait; none is lost.
      </Notice>
    );
  }
  if (status === 'suspended') {
    return (
      <Notice tone="bad">
        <p>The CRM refuses the credentials, so nothing is sent. Calls wait; none is lost.</p>
        {statusReason && <p className="foreign small">“{statusReason}”</p>}
        <p className="small">
          {oauth ? 'Connect again, ' : 'Enter new credentials under Settings, '}
          or resume when the CRM is mended: what waits is sent then.
        </p>
      </Notice>
    );
  }
  if (status === 'paused') {
    return (
      <Notice tone="warn">
        Paused by an admin{statusReason ? `: ${statusReason}` : ''}. Calls wait and are logged when you
        resume.
      </Notice>
    );
  }
  return null;
}
