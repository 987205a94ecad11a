import { useMemo } from 'react';
import type { Agent } from '../../../api/admin.ts';
import type { Mapping } from '../../../api/mapping.ts';
import type { CrmGap } from '../../api/agent-endpoints.ts';
import type { List } from '../../api/endpoints.ts';
import type { Resource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Notice } from '../../components/Notice.tsx';
import type { Column } from '../../controls/columns.ts';
import { DataTable } from '../../controls/DataTable.tsx';
import { FilterBar } from '../../controls/FilterBar.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { count } from '../../format/count.ts';
import { navigate } from '../../shell/router.ts';
import { draftsFor, phoneInWords } from './phones.ts';
import { useBatch } from './use-batch.ts';

interface Row extends Agent {
  gaps: readonly CrmGap[];
}

/** Everybody who answers phones. */
export function AgentsTable({
  agents,
  mapping,
  onDone,
}: {
  agents: Resource<List<Agent>>;
  mapping: Mapping | null;
  onDone: () => void;
}) {
  const wanted = useQuery().get('q')?.toLowerCase() ?? '';
  const { busy, fault, apply } = useBatch(onDone);
  const all = agents.data?.items;
  const rows = useMemo(() => {
    const found = all?.filter((agent) => wordsOf(agent).includes(wanted)) ?? null;
    const gaps = gapsByAgent(mapping);
    const items = found?.map((agent): Row => ({ ...agent, gaps: gaps.get(agent.id) ?? [] })) ?? null;
    return { items, fault: agents.fault, loading: agents.loading, reload: agents.reload };
  }, [all, agents, mapping, wanted]);
  const columns = useMemo(() => {
    const accept = (row: Row, gap: CrmGap) =>
      void apply(
        { put: draftsFor([], [gap], [row]) },
        `${row.name} is ${gap.suggestion.name} in ${gap.connection}`,
      );
    return columnsWith((row) => <CrmUsers row={row} busy={busy} onAccept={(gap) => accept(row, gap)} />);
    // `apply` is new each time and does the same
  }, [busy]);
  return (
    <section className="stack" aria-labelledby="all-agents">
      <h2 id="all-agents" className="section-title">
        All agents
      </h2>
      <FilterBar search="Search name, address, phone">{all && count(all.length, 'agent')}</FilterBar>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <DataTable
        label="Agents"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        href={agentHref}
        empty={wanted ? <NobodyFound /> : <NobodyYet />}
      />
    </section>
  );
}

const agentHref = ({ id }: Agent) => `/admin/agents/${id}`;

function gapsByAgent(mapping: Mapping | null): Map<string, CrmGap[]> {
  const gaps = new Map<string, CrmGap[]>();
  for (const gap of mapping?.crm ?? []) gaps.set(gap.agentId, [...(gaps.get(gap.agentId) ?? []), gap]);
  return gaps;
}

function wordsOf({ name, email, pbx }: Agent): string {
  return [name, email, ...pbx.map(phoneInWords)].join(' ').toLowerCase();
}

function columnsWith(crm: Column<Row>['cell']): readonly Column<Row>[] {
  return [
    {
      id: 'name',
      name: 'Agent',
      width: '2fr',
      minWidth: 180,
      sortBy: ({ name }) => name,
      cell: ({ name, email, provisioned }) => (
        <div className="cell-two">
          <span className="foreign">{name}</span>
          <span className="foreign">
            {email}
            {provisioned && ' · from a file'}
          </span>
        </div>
      ),
    },
    {
      id: 'phones',
      name: 'Phones',
      width: '2fr',
      minWidth: 200,
      sortBy: ({ pbx }) => pbx.length,
      cell: ({ pbx }) => <Phones phones={pbx} />,
    },
    {
      id: 'crm',
      name: 'In the CRM',
      width: '2fr',
      minWidth: 220,
      sortBy: ({ crm: users }) => users.length,
      cell: crm,
    },
  ];
}

function Phones({ phones }: { phones: Agent['pbx'] }) {
  const [first, second, ...more] = phones;
  if (!first) return <Chip tone="warn">No phone: no calls pop</Chip>;
  return (
    <div className="cell-two" title={phones.map(inWords).join('\n')}>
      <span className="foreign">{inWords(first)}</span>
      {second && (
        <span className="foreign">
          {inWords(second)}
          {more.length > 0 && `, and ${more.length} more`}
        </span>
      )}
    </div>
  );
}

function inWords(phone: Agent['pbx'][number]): string {
  return `${phone.source}: ${phoneInWords(phone)}`;
}

function CrmUsers({ row, busy, onAccept }: { row: Row; busy: boolean; onAccept: (gap: CrmGap) => void }) {
  const [gap] = row.gaps;
  if (gap) {
    return (
      <div className="suggested">
        <div className="cell-two">
          <span className="foreign">
            {gap.suggestion.name}? ({gap.connection})
          </span>
          <span className="foreign" title={gap.suggestion.because}>
            {gap.suggestion.because}
          </span>
        </div>
        <Button busy={busy} onClick={() => onAccept(gap)}>
          Accept
        </Button>
      </div>
    );
  }
  if (row.crm.length === 0) return <span className="soft">Nobody yet</span>;
  return (
    <span className="foreign one-line">
      {row.crm.map(({ connection, user }) => `${connection}: ${user}`).join(', ')}
    </span>
  );
}

function NobodyYet() {
  return (
    <EmptyState icon="user" title="Nobody answers phones yet">
      <p>Add the people whose calls should pop, or import them all from a table.</p>
      <div className="cluster empty-actions">
        <Button look="primary" onClick={() => navigate('/admin/agents/new')}>
          Add an agent
        </Button>
        <Button onClick={() => navigate('/admin/agents/import')}>Import CSV</Button>
      </div>
    </EmptyState>
  );
}

function NobodyFound() {
  return (
    <EmptyState icon="search" title="Nobody found">
      <p>No agent has this in the name, the address or a phone.</p>
    </EmptyState>
  );
}
