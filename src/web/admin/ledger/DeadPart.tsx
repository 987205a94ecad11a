import { useCallback, useState } from 'react';
import type { Ledger } from '../../../api/admin.ts';
import type { DeadActivity } from '../../../api/ledger.ts';
import { callsApi, ledgerApi } from '../../api/operations-endpoints.ts';
import { toFault } from '../../api/fault.ts';
import { useList } from '../../api/use-list.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { usePolling } from '../../components/use-polling.ts';
import type { Column } from '../../controls/columns.ts';
import { DataTable } from '../../controls/DataTable.tsx';
import { Confirm } from '../../controls/Dialog.tsx';
import { FilterBar } from '../../controls/FilterBar.tsx';
import { toast } from '../../controls/toast.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { count } from '../../format/count.ts';
import { Reasons } from './Reasons.tsx';
import { RetryList } from './RetryList.tsx';

const columns: readonly Column<DeadActivity>[] = [
  {
    id: 'what',
    name: 'Call',
    width: '2fr',
    minWidth: 200,
    narrow: 'title',
    cell: (row) => <What row={row} />,
  },
  {
    id: 'why',
    name: 'The CRM said',
    width: '3fr',
    minWidth: 220,
    cell: ({ reason }) => <span className="foreign two-lines">{reason ?? 'No reason'}</span>,
  },
  { id: 'when', name: 'Began', minWidth: 140, cell: ({ startedAt }) => <TimeOfDay at={startedAt} /> },
  { id: 'retry', name: 'Again', width: 170, narrow: 'corner', cell: (row) => <RetryOne row={row} /> },
];

/** What CRMs refused: why, each one, and all of it once more. */
export function DeadPart({
  connections,
  onRetried,
}: {
  connections: Ledger['connections'];
  onRetried: () => void;
}) {
  const connection = useQuery().get('connection');
  const rows = useList(
    useCallback((cursor: string | null) => ledgerApi.dead({ connection }, cursor), [connection]),
  );
  const reasons = useResource(ledgerApi.reasons);
  const retries = useResource(ledgerApi.retries);
  usePolling(retries.reload, 2_000);
  const reload = () => {
    for (const resource of [rows, reasons, retries]) resource.reload();
    onRetried();
  };
  const options = connections.map((line) => ({ id: line.connection, name: line.connection }));
  return (
    <section className="stack" aria-labelledby="refused">
      <div className="cluster section-head">
        <h2 id="refused">Refused by a CRM</h2>
        <Button icon="refresh" busy={rows.loading} onClick={reload}>
          Refresh
        </Button>
        <RetryAll dead={deadOf(connections, connection)} connection={connection} onDone={reload} />
      </div>
      <RetryList retries={retries.data?.items ?? []} />
      <Reasons reasons={reasons.data?.items ?? []} />
      <FilterBar filters={[{ id: 'connection', label: 'Connection', options }]} />
      <DataTable
        label="Calls that a CRM refused"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        href={({ callId }) => `/admin/calls/${callId}`}
        empty={nothing}
      />
    </section>
  );
}

const nothing = (
  <EmptyState icon="check" title="Nothing was refused">
    When a CRM refuses a call, it stands here with the CRM’s words until somebody mends what they name.
  </EmptyState>
);

function deadOf(connections: Ledger['connections'], wanted: string | null): number {
  const lines = connections.filter(({ connection }) => wanted === null || connection === wanted);
  return lines.reduce((sum, { dead }) => sum + dead, 0);
}

function RetryAll({
  dead,
  connection,
  onDone,
}: {
  dead: number;
  /** Null: all. */
  connection: string | null;
  onDone: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const retryAll = async () => {
    const { total } = await ledgerApi.retryAll(connection);
    toast(`${count(total, 'call')} sent again`);
    onDone();
  };
  return (
    <>
      <Button look="primary" disabled={dead === 0} onClick={() => setAsking(true)}>
        Try all again
      </Button>
      {asking && (
        <Confirm
          title="Try all again?"
          confirm="Send them again"
          look="primary"
          work={retryAll}
          onClose={() => setAsking(false)}
        >
          <p className="foreign">
            {count(dead, 'call')} that {connection ?? 'a CRM'} refused will be sent once more. Mend first what
            the CRM named: what it refuses again comes back here.
          </p>
        </Confirm>
      )}
    </>
  );
}

function What({ row: { subject, connection, agent } }: { row: DeadActivity }) {
  return (
    <span className="cell-two">
      <span className="foreign">{subject}</span>
      <span className="foreign">{[connection, agent].filter(Boolean).join(' · ')}</span>
    </span>
  );
}

function RetryOne({ row }: { row: DeadActivity }) {
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await callsApi.retry(row.id);
      toast(`Sent to ${row.connection} again`);
    } catch (error) {
      setBusy(false);
      toast(toFault(error).message, { bad: true });
    }
  };
  return (
    <Button icon="refresh" busy={busy} onClick={() => void retry()}>
      Try again
    </Button>
  );
}
