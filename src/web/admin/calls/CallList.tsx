import { useCallback, useMemo } from 'react';
import type { ApiCall } from '../../../api/call.ts';
import { callsApi } from '../../api/operations-endpoints.ts';
import { useList } from '../../api/use-list.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import type { Column } from '../../controls/columns.ts';
import { DataTable } from '../../controls/DataTable.tsx';
import { type Filter, FilterBar } from '../../controls/FilterBar.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { span } from '../../format/duration.ts';
import { useAddress } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { agentsOf, customerOf, directions, numberOf, outcomes, stateOf, states } from './words.ts';

const columns: readonly Column<ApiCall>[] = [
  {
    id: 'who',
    name: 'With',
    width: '2fr',
    minWidth: 190,
    narrow: 'title',
    cell: (call) => <Who call={call} />,
  },
  { id: 'when', name: 'When', minWidth: 150, cell: ({ startedAt }) => <TimeOfDay at={startedAt} /> },
  { id: 'state', name: 'Outcome', minWidth: 120, narrow: 'corner', cell: (call) => <State call={call} /> },
  {
    id: 'agents',
    name: 'Agents',
    minWidth: 140,
    cell: (call) => <span className="one-line foreign">{agentsOf(call) || '–'}</span>,
  },
  { id: 'queue', name: 'Phone system', minWidth: 130, cell: (call) => <Where call={call} /> },
  {
    id: 'talk',
    name: 'Talk',
    width: 100,
    align: 'end',
    cell: ({ talkMs }) => (talkMs > 0 ? span(talkMs) : '–'),
  },
];

const periods = [
  { id: '1', name: 'Last 24 hours' },
  { id: '7', name: 'Last 7 days' },
  { id: '30', name: 'Last 30 days' },
] as const;
const dayMs = 86_400_000;
const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([id, name]) => ({ id, name }));

const fixed: readonly Filter[] = [
  { id: 'days', label: 'When', options: periods },
  { id: 'outcome', label: 'Outcome', options: optionsOf(outcomes) },
  { id: 'state', label: 'State', options: optionsOf(states) },
  {
    id: 'fate',
    label: 'CRM',
    options: [
      { id: 'logged', name: 'Logged' },
      { id: 'waiting', name: 'Waiting' },
      { id: 'dead', name: 'Refused' },
      { id: 'skipped', name: 'Left out' },
    ],
  },
];

/** Every call there was, to be searched. */
export function CallList() {
  const known = useResource(callsApi.filters);
  const filters = useMemo((): Filter[] => {
    const { sources, agents } = known.data ?? { sources: [], agents: [] };
    return [
      ...fixed,
      { id: 'source', label: 'Phone system', options: sources.map((name) => ({ id: name, name })) },
      { id: 'agent', label: 'Agent', options: agents.map(({ email, name }) => ({ id: email, name })) },
    ];
  }, [known.data]);
  const rows = useList(useAsked());
  return (
    <>
      <PageHead
        title="Calls"
        lead="Every call of every phone system. Open one to see why it was logged, or was not."
      >
        <Button icon="refresh" busy={rows.loading} onClick={rows.reload}>
          Refresh
        </Button>
      </PageHead>
      <FilterBar search="Number" filters={filters} />
      <Narrowed />
      <DataTable
        label="Calls"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        href={({ id }) => `/admin/calls/${id}`}
        empty={<NoCalls />}
      />
    </>
  );
}

function NoCalls() {
  if (useAddress().search !== '')
    return (
      <EmptyState icon="phone" title="No such calls">
        No call fits what is asked for above. Clear the filters to see all.
      </EmptyState>
    );
  return (
    <EmptyState icon="phone" title="No calls yet">
      Calls appear here as soon as a phone system tells of them.
    </EmptyState>
  );
}

/** What the address asks for. Times stand still while one looks, or each page would be of another list. */
function useAsked() {
  const query = useQuery();
  const names = ['outcome', 'state', 'fate', 'agent', 'connection', 'reason', 'source'] as const;
  const wanted = JSON.stringify({
    ...Object.fromEntries(names.map((name) => [name, query.get(name)])),
    number: query.get('q'),
  });
  const days = Number(query.get('days') ?? 0);
  return useCallback(
    (cursor: string | null) => {
      const since =
        days > 0 ? new Date(Math.floor(Date.now() / 60_000) * 60_000 - days * dayMs).toISOString() : null;
      const asked = JSON.parse(wanted) as Record<string, string | null>;
      return callsApi.list({ ...asked, since }, cursor);
    },
    [wanted, days],
  );
}

/** Filters that only links set: from the ledger. */
function Narrowed() {
  const query = useQuery();
  const [connection, reason] = [query.get('connection'), query.get('reason')];
  if (connection === null && reason === null) return null;
  return (
    <p className="cluster soft">
      Only {connection && <Chip tone="accent">{connection}</Chip>}
      {reason && <Chip tone="accent">{reason.replaceAll('_', ' ')}</Chip>}
      <Button look="quiet" onClick={() => query.set({ connection: null, reason: null })}>
        Show all
      </Button>
    </p>
  );
}

function Who({ call }: { call: ApiCall }) {
  const [name, number] = [customerOf(call), numberOf(call)];
  return (
    <span className="cell-two">
      <span className="foreign">{name}</span>
      <span className="digits foreign">{number === name ? directions[call.direction] : number}</span>
    </span>
  );
}

function State({ call }: { call: ApiCall }) {
  const { text, tone } = stateOf(call);
  return <Chip tone={tone}>{text}</Chip>;
}

function Where({ call: { source, queue } }: { call: ApiCall }) {
  return (
    <span className="cell-two">
      <span className="foreign">{source}</span>
      {queue && <span className="foreign">{queue}</span>}
    </span>
  );
}
