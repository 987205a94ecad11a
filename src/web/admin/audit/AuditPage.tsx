import { useCallback, useMemo, useState } from 'react';
import type { AuditEntry } from '../../../api/people.ts';
import { access } from '../../api/access-endpoints.ts';
import { useList } from '../../api/use-list.ts';
import { useResource } from '../../api/use-resource.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { DataTable } from '../../controls/DataTable.tsx';
import { FilterBar } from '../../controls/FilterBar.tsx';
import { useQuery } from '../../controls/use-query.ts';
import { PageHead } from '../layout/PageHead.tsx';
import { auditColumns } from './columns.tsx';
import { EntryDialog } from './EntryDialog.tsx';

const dayMs = 86_400_000;
const periods = [
  { id: '1', name: 'Last 24 hours' },
  { id: '7', name: 'Last 7 days' },
  { id: '30', name: 'Last 30 days' },
];

/** Who changed what. */
export default function AuditPage() {
  const query = useQuery();
  const [search, area, actor, days] = ['q', 'area', 'actor', 'days'].map((name) => query.get(name));
  const load = useCallback(
    (cursor: string | null) => {
      const since = days ? new Date(Date.now() - Number(days) * dayMs).toISOString() : null;
      return access.audit({
        search: search ?? null,
        area: area ?? null,
        actor: actor ?? null,
        since,
        cursor,
      });
    },
    [search, area, actor, days],
  );
  const rows = useList(load);
  const areas = useResource(access.auditAreas);
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const columns = useMemo(() => auditColumns(setShown), []);
  const areaOptions = (areas.data?.items ?? []).map((id) => ({ id, name: areaName(id) }));
  const filtered = [search, area, actor, days].some(Boolean);
  return (
    <>
      <PageHead
        title="Audit log"
        lead="Who changed what, and from where. Nobody can change it; old entries go with time."
      />
      <FilterBar
        search="Person, key or thing"
        filters={[
          { id: 'area', label: 'Area', options: areaOptions },
          { id: 'days', label: 'Time', options: periods },
        ]}
      />
      <DataTable
        label="Audit log"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        empty={
          <EmptyState icon="note" title={filtered ? 'Nothing fits these filters' : 'Nothing was changed yet'}>
            <p>
              {filtered
                ? 'Take a filter away to see more.'
                : 'Every change that people and programs make will be here.'}
            </p>
          </EmptyState>
        }
      />
      {shown && <EntryDialog entry={shown} onClose={() => setShown(null)} />}
    </>
  );
}

/** `api-keys` → `Api keys`. */
function areaName(area: string): string {
  const words = area.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
