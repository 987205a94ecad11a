import type { ReactNode } from 'react';

/** One column of a `DataTable`. Make the list once (module level or `useMemo`): a new one draws every row anew. */
export interface Column<T> {
  id: string;
  name: string;
  cell: (row: T) => ReactNode;
  /** What to sort by; without it the column cannot be sorted. Leave it out where rows come page by page. */
  sortBy?: (row: T) => string | number | null;
  /** A share (`2fr`) or pixels; one share without it. */
  width?: `${number}fr` | number;
  minWidth?: number;
  /** Numbers stand at the end. */
  align?: 'end';
  /** Its place where the window is narrow: above all, at the right of that, or (without it) a line with the name. */
  narrow?: 'title' | 'corner' | 'line' | 'hidden';
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** `name` or `-name`, as it stands in the address. */
export function readSort(text: string | null): Sort | null {
  if (!text) return null;
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}

export function writeSort({ column, descending }: Sort): string {
  return descending ? `-${column}` : column;
}

const inOrder = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** A copy in the order asked for; what has no value stands last either way, equal ones stay as they were. */
export function sortRows<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: Sort | null,
): readonly T[] {
  const sortBy = columns.find(({ id }) => id === sort?.column)?.sortBy;
  if (!sort || !sortBy) return rows;
  const keyed = rows.map((row) => ({ row, key: sortBy(row) }));
  const sign = sort.descending ? -1 : 1;
  return keyed
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * compare(a.key, b.key);
    })
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : inOrder.compare(String(a), String(b));
}
