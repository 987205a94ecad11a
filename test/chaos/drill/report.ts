import { readFileSync, writeFileSync } from 'node:fs';
import { machine } from '../../../bench/report/machine.ts';
import type { DrillResult } from './drill.ts';

const mostShown = 20;
const marks = ['<!-- chaos: written by npm run chaos -->', '<!-- chaos: end -->'] as const;

export const isSound = ({ lost, doubled, wrong }: DrillResult): boolean =>
  lost.length + doubled.length + wrong.length === 0;

/** What came of each mode, the kinds of faults, and the first of what should not be. */
export function toMarkdown(results: readonly DrillResult[]): string {
  const rows: [string, (result: DrillResult) => string][] = [
    ['Calls', ({ calls }) => count(calls)],
    ['Deliveries acknowledged', ({ exchange }) => count(exchange.acknowledged)],
    ['of them sent again though acknowledged', ({ exchange }) => count(exchange.repeated)],
    ['of them held back, behind 150 others or more', ({ exchange }) => count(exchange.late)],
    [
      'Attempts not acknowledged: 503 / no answer',
      ({ exchange }) => `${count(exchange.unavailable)} / ${count(exchange.unanswered)}`,
    ],
    ['Records in the two CRMs in the end', ({ records }) => count(records)],
    ['Requests to the CRMs that were disturbed', ({ disturbed }) => count(disturbed)],
    ['Faults injected', ({ faults }) => count([...faults.values()].reduce((all, one) => all + one, 0))],
    ...kindsOf(results).map((kind): (typeof rows)[number] => [
      `– ${kind}`,
      ({ faults }) => count(faults.get(kind) ?? 0),
    ]),
    ['**Lost**', ({ lost }) => bold(lost.length)],
    ['**Doubled**', ({ doubled }) => bold(doubled.length)],
    ['**Wrong**', ({ wrong }) => bold(wrong.length)],
    ['Took', ({ tookMs }) => `${(tookMs / 60_000).toFixed(1)} min`],
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...results.map(({ mode }) => mode)]),
    line(['---', ...results.map(() => '---:')]),
    ...rows.map(([name, cell]) => line([name, ...results.map(cell)])),
  ].join('\n');
}

/** In words, for whoever has to find out why. */
export function toFaultList({ mode, lost, doubled, wrong }: DrillResult): string {
  return Object.entries({ lost, doubled, wrong })
    .flatMap(([what, found]) => found.slice(0, mostShown).map((one) => `${mode}: ${what}: ${one}`))
    .join('\n');
}

/** Between the markers; everything else in the file is written by people. */
export function writeReport(file: string, results: readonly DrillResult[], command: string): void {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
  if (from < 0 || to < from) throw new Error(`${file} has no markers`);
  const day = new Date().toISOString().slice(0, 10);
  const disks = results.map(({ mode, disk }) => `${mode}: ${disk}`).join('; ');
  const under = `_${day}, ${machine()}. \`${command}\`. Disk full was, ${disks}._`;
  const body = `${marks[0]}\n\n${toMarkdown(results)}\n\n${under}\n\n`;
  writeFileSync(file, text.slice(0, from) + body + text.slice(to));
}

const kindsOf = (results: readonly DrillResult[]): string[] =>
  [...new Set(results.flatMap(({ faults }) => [...faults.keys()]))].sort();
const count = (value: number): string => value.toLocaleString('en');
const bold = (value: number): string => `**${count(value)}**`;
