import { useMemo, useState } from 'react';
import { LoadFault } from '../components/LoadFault.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import type { Rows } from '../api/use-list.ts';
import { readSort, sortRows, writeSort } from './columns.ts';
import { NarrowTable } from './NarrowTable.tsx';
import type { DataTableProps } from './table-props.ts';
import { useNarrow } from './use-narrow.ts';
import { useQuery } from './use-query.ts';
import { WideTable } from './WideTable.tsx';
import './data-table.css';

/** Rows that the table knows of at first, and that it learns of whenever the end comes into view. */
const rowsAtOnce = 250;

/**
 * Rows of anything, up to tens of thousands: only those in view are drawn. Sorted by the address (`?sort=-calls`);
 * rows that come page by page are fetched when the end comes into view. Narrow windows get a card for each row.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { rows, columns, empty, firstSort = null, sortParam = 'sort' } = props;
  const narrow = useNarrow();
  const query = useQuery();
  const asked = query.get(sortParam);
  const sort = useMemo(() => readSort(asked) ?? firstSort, [asked, firstSort]);
  const items = useMemo(() => sortRows(rows.items ?? [], columns, sort), [rows.items, columns, sort]);

  const part = useFirstOf(items, rows);

  if (rows.items === null) return rows.fault ? <Failed rows={rows} /> : <Loading />;
  if (items.length === 0 && !rows.more) {
    return (
      <div className="data-table-frame">
        {rows.fault && <Failed rows={rows} />}
        {empty}
      </div>
    );
  }
  const shown = { ...props, ...part, sort };
  return (
    <>
      {rows.fault && <Failed rows={rows} />}
      {narrow ? (
        <NarrowTable {...shown} />
      ) : (
        <WideTable {...shown} onSort={(next) => query.set({ [sortParam]: writeSort(next) })} />
      )}
    </>
  );
}

/** The beginning of a long list: React Aria's table looks at every row it is given before it draws the first. */
function useFirstOf<T>(items: readonly T[], rows: Rows<T>): { items: readonly T[]; rows: Rows<T> } {
  const [known, setKnown] = useState(rowsAtOnce);
  const first = useMemo(() => items.slice(0, known), [items, known]);
  if (first.length === items.length) return { items, rows };
  return { items: first, rows: { ...rows, more: () => setKnown((before) => before + rowsAtOnce) } };
}

function Loading() {
  return (
    <div className="data-table-frame data-table-loading">
      <Skeleton lines={6} />
    </div>
  );
}

function Failed({ rows: { fault, loading, reload } }: { rows: Rows<object> }) {
  return fault && <LoadFault fault={fault} loading={loading} reload={reload} />;
}
