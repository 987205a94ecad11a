import { useCallback, useState } from 'react';
import type { JournalEntry } from '../../../api/journal.ts';
import { admin } from '../../api/admin-endpoints.ts';
import { journalApi } from '../../api/operations-endpoints.ts';
import { useList } from '../../api/use-list.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import type { Column } from '../../controls/columns.ts';
import { DataTable } from '../../controls/DataTable.tsx';
import { FilterBar } from '../../controls/FilterBar.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { useAddress } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { EntryDialog } from './EntryDialog.tsx';
import { meanings, tones } from './words.ts';
import '../calls/calls.css';

const dayMs = 86_400_000;
const periods = [
  { id: '1', name: 'Last 24 hours' },
  { id: '7', name: 'Last 7 days' },
  { id: '30', name: 'Last 30 days' },
];
const statuses = [
  { id: 'accepted', name: 'Accepted' },
  { id: 'duplicate', name: 'Came again' },
  { id: 'rejected', name: 'Rejected' },
  { id: 'unrecognised', name: 'Not known' },
];

/** Every webhook as it came, what was made of it, and reading again what was not understood. */
export default function JournalPage() {
  const [shown, setShown] = useState<JournalEntry | null>(null);
  const sources = useResource(admin.sources);
  const rows = useList(useAsked());
  const names = (sources.data?.items ?? []).map(({ name }) => ({ id: name, name }));
  return (
    <>
      <PageHead
        title="Journal"
        lead="Every event that a phone system sent, as it came. What was not understood says why, and can be read again."
      >
        <Button icon="refresh" busy={rows.loading} onClick={rows.reload}>
          Refresh
        </Button>
      </PageHead>
      <FilterBar
        search="Number, call id, any text"
        filters={[
          { id: 'status', label: 'Status', options: statuses },
          { id: 'source', label: 'Phone system', options: names },
          { id: 'days', label: 'When', options: periods },
        ]}
      />
      <Entries rows={rows} onShow={setShown} />
      {shown && <EntryDialog entry={shown} onClose={() => setShown(null)} onRead={rows.reload} />}
    </>
  );
}

function Entries({
  rows,
  onShow,
}: {
  rows: ReturnType<typeof useList<JournalEntry>>;
  onShow: (entry: JournalEntry) => void;
}) {
  const [columns] = useState(() => columnsWith(onShow));
  return (
    <DataTable
      label="Journal entries"
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      empty={<NoEntries />}
    />
  );
}

function NoEntries() {
  if (useAddress().search !== '')
    return (
      <EmptyState icon="note" title="No such entries">
        No entry fits what is asked for above. Clear the filters to see all.
      </EmptyState>
    );
  return (
    <EmptyState icon="note" title="No events yet">
      Events stand here as soon as a phone system sends them.
    </EmptyState>
  );
}

function useAsked() {
  const query = useQuery();
  const days = Number(query.get('days') ?? 0);
  const [text, status, source, event] = [
    query.get('q'),
    query.get('status'),
    query.get('source'),
    query.get('event'),
  ];
  return useCallback(
    (cursor: string | null) => {
      const since =
        days > 0 ? new Date(Math.floor(Date.now() / 60_000) * 60_000 - days * dayMs).toISOString() : null;
      return journalApi.list({ text, status, source, event, since }, cursor);
    },
    [text, status, source, event, days],
  );
}

function columnsWith(onShow: (entry: JournalEntry) => void): readonly Column<JournalEntry>[] {
  return [
    {
      id: 'event',
      name: 'Event',
      width: '2fr',
      minWidth: 180,
      narrow: 'title',
      cell: (entry) => <What entry={entry} onShow={onShow} />,
    },
    { id: 'when', name: 'Came', minWidth: 150, cell: ({ at }) => <TimeOfDay at={at} /> },
    {
      id: 'status',
      name: 'Status',
      minWidth: 120,
      narrow: 'corner',
      cell: ({ status }) => <Chip tone={tones[status]}>{meanings[status].short}</Chip>,
    },
    {
      id: 'source',
      name: 'Phone system',
      minWidth: 120,
      cell: ({ source }) => <span className="one-line foreign">{source}</span>,
    },
    {
      id: 'raw',
      name: 'As it came',
      width: '3fr',
      minWidth: 200,
      narrow: 'hidden',
      cell: ({ raw }) => <span className="mono small one-line foreign">{raw}</span>,
    },
  ];
}

function What({ entry, onShow }: { entry: JournalEntry; onShow: (entry: JournalEntry) => void }) {
  return (
    <Button look="quiet" onClick={() => onShow(entry)}>
      <span className="mono one-line foreign">{entry.event ?? 'no name'}</span>
    </Button>
  );
}
