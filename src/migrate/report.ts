import type { MovedTable } from '../store/move/move.ts';
import { inThousands } from './progress.ts';

/** For a terminal: a line for each table, the sum last. */
export function inTable(results: readonly MovedTable[]): string {
  const rows = results.map(({ table, rows, moved, isSame }) => [
    table,
    inThousands(rows),
    inThousands(moved),
    isSame ? 'same' : 'DIFFERS',
  ]);
  const sum = (of: 'rows' | 'moved'): string =>
    inThousands(results.reduce((total, one) => total + one[of], 0));
  const lines = [
    ['table', 'SQLite', 'PostgreSQL', 'rows and checksum'],
    ...rows,
    ['all', sum('rows'), sum('moved'), results.every(({ isSame }) => isSame) ? 'same' : 'DIFFERS'],
  ];
  const widths = [0, 1, 2].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const text = lines.map(([name = '', here = '', there = '', verdict = '']) =>
    `${name.padEnd(widths[0] ?? 0)}  ${here.padStart(widths[1] ?? 0)}  ${there.padStart(widths[2] ?? 0)}  ${verdict}`.trimEnd(),
  );
  return `${text.join('\n')}\n`;
}
