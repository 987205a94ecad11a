import { useMemo } from 'react';
import {
  Cell,
  Collection,
  Column as Head,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  TableLoadMoreItem,
  Virtualizer,
} from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import { Checkbox } from './Checkbox.tsx';
import type { Column, Sort } from './columns.ts';
import { type Selection, selectionProps } from './selection.ts';
import type { DataTableProps } from './table-props.ts';

type Props<T extends object> = DataTableProps<T> & {
  items: readonly T[];
  sort: Sort | null;
  onSort: (sort: Sort) => void;
};

const headHeight = 40;
const checkboxWidth = 44;

export function WideTable<T extends object>(props: Props<T>) {
  const { label, items, columns, rows, rowId, href, selection, sort, onSort, rowHeight = 56 } = props;
  const layout = useMemo(() => ({ rowHeight, headingHeight: headHeight, loaderHeight: 48 }), [rowHeight]);
  return (
    <Virtualizer layout={TableLayout} layoutOptions={layout}>
      <Table
        aria-label={label}
        className="data-table"
        {...(sort && {
          sortDescriptor: { column: sort.column, direction: sort.descending ? 'descending' : 'ascending' },
        })}
        onSortChange={({ column, direction }) =>
          onSort({ column: String(column), descending: direction === 'descending' })
        }
        {...selectionProps(selection, () => items.map(rowId))}
      >
        {header(columns, selection)}
        <TableBody>
          <Collection items={items} dependencies={[columns, href, selection !== undefined]}>
            {(row) => (
              <Row
                id={rowId(row)}
                className="data-table-row"
                textValue={rowId(row)}
                {...(href && { href: href(row) })}
              >
                {selection && (
                  <Cell className="data-table-cell">
                    <Checkbox slot="selection" />
                  </Cell>
                )}
                {columns.map((column) => (
                  <Cell key={column.id} className="data-table-cell" data-align={column.align}>
                    {column.cell(row)}
                  </Cell>
                ))}
              </Row>
            )}
          </Collection>
          <TableLoadMoreItem
            className="data-table-more"
            isLoading={rows.more ? rows.loading : false}
            onLoadMore={() => rows.more?.()}
          >
            <span className="spinner" aria-hidden="true" /> Loading more…
          </TableLoadMoreItem>
        </TableBody>
      </Table>
    </Virtualizer>
  );
}

function header<T>(columns: readonly Column<T>[], selection: Selection | undefined) {
  return (
    <TableHeader className="data-table-head">
      {selection && (
        <Head className="data-table-heading" width={checkboxWidth} minWidth={checkboxWidth}>
          <Checkbox slot="selection" />
        </Head>
      )}
      {columns.map((column, index) => (
        <Head
          key={column.id}
          id={column.id}
          className="data-table-heading"
          isRowHeader={index === 0}
          allowsSorting={column.sortBy !== undefined}
          width={column.width ?? '1fr'}
          minWidth={column.minWidth ?? 96}
          data-align={column.align}
        >
          {({ sortDirection }) => (
            <span className="data-table-heading-text">
              {column.name}
              {sortDirection && (
                <span className="data-table-arrow" data-direction={sortDirection}>
                  <Icon name="chevronDown" size={14} />
                </span>
              )}
            </span>
          )}
        </Head>
      ))}
    </TableHeader>
  );
}
