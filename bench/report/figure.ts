/** One section of the document: what was measured, and whether it is what was asked for. */
export interface Figure {
  /** Names the markers in docs/benchmarks.md. */
  id: string;
  tables: readonly Table[];
  verdicts: readonly Verdict[];
}

export interface Table {
  header: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface Verdict {
  met: boolean;
  text: string;
}

export function toMarkdown({ tables, verdicts }: Figure): string {
  return [...tables.map(tableText), verdicts.map(verdictText).join('\n')].join('\n\n');
}

function tableText({ header, rows }: Table): string {
  const lines = [header, header.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const verdictText = ({ met, text }: Verdict): string => `- ${met ? 'Met' : '**Missed**'}: ${text}`;
