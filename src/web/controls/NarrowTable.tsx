import {
  Collection,
  GridList,
  GridListItem,
  GridListLoadMoreItem,
  ListLayout,
  Virtualizer,
} from 'react-aria-components';
import { Checkbox } from './Checkbox.tsx';
import type { Column } from './columns.ts';
import { selectionProps } from './selection.ts';
import type { DataTableProps } from './table-props.ts';

const layout = { estimatedRowSize: 112, loaderSize: 48, gap: 8 };

/** A card for each row; the window scrolls. */
export function NarrowTable<T extends object>(props: DataTableProps<T> & { items: readonly T[] }) {
  const { label, items, columns, rows, rowId, href, selection } = props;
  return (
    <Virtualizer layout={ListLayout} layoutOptions={layout}>
      <GridList
        aria-label={label}
        className="data-cards"
        {...selectionProps(selection, () => items.map(rowId))}
      >
        <Collection items={items} dependencies={[columns, href, selection !== undefined]}>
          {(row) => (
            <GridListItem
              id={rowId(row)}
              className="data-card"
              textValue={rowId(row)}
              {...(href && { href: href(row) })}
            >
              <DataCard row={row} columns={columns} selectable={selection !== undefined} />
            </GridListItem>
          )}
        </Collection>
        <GridListLoadMoreItem
          className="data-table-more"
          isLoading={rows.more ? rows.loading : false}
          onLoadMore={() => rows.more?.()}
        >
          <span className="spinner" aria-hidden="true" /> Loading more…
        </GridListLoadMoreItem>
      </GridList>
    </Virtualizer>
  );
}

function DataCard<T>(props: { row: T; columns: readonly Column<T>[]; selectable: boolean }) {
  const { row, columns, selectable } = props;
  const title = columns.find(({ narrow }) => narrow === 'title') ?? columns[0];
  const corner = columns.find(({ narrow }) => narrow === 'corner');
  const lines = columns.filter(
    (column) => column !== title && column !== corner && column.narrow !== 'hidden',
  );
  return (
    <>
      <div className="data-card-head">
        {selectable && <Checkbox slot="selection" />}
        <div className="data-card-title">{title?.cell(row)}</div>
        {corner && <div>{corner.cell(row)}</div>}
      </div>
      <dl className="data-card-lines">
        {lines.map((column) => (
          <div key={column.id} className="data-card-line">
            <dt>{column.name}</dt>
            <dd>{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
