import { readFileSync, writeFileSync } from 'node:fs';
import { toMarkdown, type Figure } from './figure.ts';

/** Puts what was measured between the figure's markers; everything else in the file is written by people. */
export function writeFigure(file: string, figure: Figure, provenance: string): void {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${figure.id}: written by npm run bench -->`, `<!-- ${figure.id}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no markers for ${figure.id}`);
  const body = `${begin}\n\n${toMarkdown(figure)}\n\n${provenance}\n\n${end}`;
  writeFileSync(file, text.slice(0, from) + body + text.slice(to + end.length));
}
