import { describe, expect, test } from 'vitest';
import { readSort, sortRows, writeSort, type Column } from '../../src/web/controls/columns.ts';

interface Row {
  name: string;
  calls: number | null;
}
const columns: Column<Row>[] = [
  { id: 'name', name: 'Name', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { id: 'calls', name: 'Calls', cell: () => null, sortBy: ({ calls }) => calls },
  { id: 'fixed', name: 'Fixed', cell: () => null },
];
const rows: Row[] = [
  { name: 'line 10', calls: 2 },
  { name: 'Éva', calls: null },
  { name: 'line 9', calls: 11 },
  { name: 'eva', calls: 2 },
];
const sorted = (sort: string | null) => sortRows(rows, columns, readSort(sort)).map(({ name }) => name);

describe('rows are sorted by the address', () => {
  test.each([
    { sort: 'name', order: ['Éva', 'eva', 'line 9', 'line 10'] },
    { sort: '-name', order: ['line 10', 'line 9', 'Éva', 'eva'] },
    { sort: 'calls', order: ['line 10', 'eva', 'line 9', 'Éva'] },
    { sort: '-calls', order: ['line 9', 'line 10', 'eva', 'Éva'] },
  ])('$sort: as people count and spell, nothing last, equal ones as they were', ({ sort, order }) => {
    expect(sorted(sort)).toEqual(order);
  });

  test.each([null, '', 'fixed', 'nonsense'])('%j leaves them as they came', (sort) => {
    expect(sorted(sort)).toEqual(rows.map(({ name }) => name));
  });

  test('what is written there reads back', () => {
    for (const sort of ['calls', '-calls']) expect(writeSort(readSort(sort) ?? expect.fail())).toBe(sort);
  });
});
