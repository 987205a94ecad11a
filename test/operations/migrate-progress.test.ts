import { expect, test } from 'vitest';
import { createProgress } from '../../src/migrate/progress.ts';
import { inTable } from '../../src/migrate/report.ts';

function aScreen(isTTY: boolean, columns = 60) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

test('on a terminal one bar is drawn anew, not too often, and never wider than the terminal', () => {
  const screen = aScreen(true, 70);
  let now = 1_000;
  const progress = createProgress(screen, 4_000, () => now);
  progress.add('calls', 1_000);
  now += 10;
  progress.add('calls', 1_000);
  now += 200;
  progress.add('a_table_with_a_name_that_is_too_long', 1_000);
  progress.add('legs', 1_000);
  progress.end();
  const lines = screen.written.map((text) => text.replace('\r\u001b[K', ''));
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe('[########......................] 25 %  1,000 of 4,000 rows  calls');
  expect(lines[1]).toContain('75 %');
  expect(lines[2]).toContain(`[${'#'.repeat(30)}] 100 %`);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(70);
  expect(lines.at(-1)).toBe('\n');
});

test('elsewhere there is a line for every tenth', () => {
  const screen = aScreen(false);
  const progress = createProgress(screen, 100, () => 0);
  for (let row = 0; row < 100; row += 4) progress.add('calls', 4);
  progress.end();
  expect(screen.written).toHaveLength(10);
  expect(screen.written[0]).toBe('12 %: 12 of 100 rows (calls)\n');
  expect(screen.written.at(-1)).toBe('100 %: 100 of 100 rows (calls)\n');
});

test('the table says what differs, and sums up', () => {
  const text = inTable([
    { table: 'calls', rows: 12_000, moved: 12_000, isSame: true },
    { table: 'legs', rows: 3, moved: 2, isSame: false },
  ]);
  expect(text.split('\n')).toEqual([
    'table  SQLite  PostgreSQL  rows and checksum',
    'calls  12,000      12,000  same',
    'legs        3           2  DIFFERS',
    'all    12,003      12,002  DIFFERS',
    '',
  ]);
});
