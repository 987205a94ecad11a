import type { ReactNode } from 'react';
import type { Rows } from '../api/use-list.ts';
import type { Column, Sort } from './columns.ts';
import type { Selection } from './selection.ts';

export interface DataTableProps<T extends object> {
  /** What it lists, for those who cannot see it. */
  label: string;
  columns: readonly Column<T>[];
  rows: Rows<T>;
  rowId: (row: T) => string;
  /** Where a row leads. */
  href?: (row: T) => string;
  /** What stands there when there is nothing. */
  empty: ReactNode;
  selection?: Selection;
  /** Before anybody sorts. */
  firstSort?: Sort;
  /** Pixels; two lines fit into the default. */
  rowHeight?: number;
  /** Name in the address's query, where a page has two tables. */
  sortParam?: string;
}
