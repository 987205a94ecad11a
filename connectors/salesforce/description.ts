/** One entry of the description: `Queue: Sales`. An empty text is no entry. */
export interface Entry {
  label: string;
  text: string;
}

/** Further lines of an entry stand in from the margin, so that an entry can be told from what people write. */
const indent = '  ';

/** The text of a new call's description. */
export function renderDescription(entries: readonly Entry[]): string {
  return entries.flatMap(lines).join('\n');
}

/**
 * Puts changed entries into a description that people may have written in meanwhile. What they wrote stays where it is; an
 * entry takes its old one's place, a new one comes after the last that is there, an empty one goes.
 *
 * @param labels every label an entry may have
 */
export function mergeDescription(text: string, changes: readonly Entry[], labels: readonly string[]): string {
  const changed = new Map(changes.map((entry) => [entry.label, entry]));
  const blocks = blocksOf(text, labels);
  const kept = blocks.map((block) => {
    const change = block.label === null ? undefined : changed.get(block.label);
    return change === undefined ? block : { label: block.label, lines: lines(change) };
  });
  const known = new Set(blocks.map(({ label }) => label));
  const added = changes
    .filter(({ label }) => !known.has(label))
    .map((entry) => ({ label: entry.label, lines: lines(entry) }));
  const at = kept.findLastIndex(({ label }) => label !== null) + 1;
  return kept
    .toSpliced(at, 0, ...added)
    .flatMap((block) => block.lines)
    .join('\n');
}

/**
 * Puts the text that a template made in place of the one it made before. What people wrote around it stays; where they
 * changed it, the new one comes below.
 */
export function exchangeText(text: string, before: string | null, after: string): string {
  const current = text.replaceAll('\r\n', '\n');
  if (before !== null && before !== '' && current.includes(before))
    return current.replace(before, () => after).trim();
  if (after === '' || current.includes(after)) return text;
  return current === '' ? after : `${current}\n${after}`;
}

interface Block {
  /** Null: a line of somebody else's. */
  label: string | null;
  lines: string[];
}

function blocksOf(text: string, labels: readonly string[]): Block[] {
  const blocks: Block[] = [];
  if (text === '') return blocks;
  // Salesforce's own editor ends lines with CR LF.
  for (const line of text.split(/\r?\n/)) {
    const last = blocks.at(-1);
    const label = labels.find((one) => line.startsWith(`${one}: `)) ?? null;
    if (label === null && line.startsWith(indent) && last !== undefined && last.label !== null)
      last.lines.push(line);
    else blocks.push({ label, lines: [line] });
  }
  return blocks;
}

function lines({ label, text }: Entry): string[] {
  if (text === '') return [];
  const [first = '', ...more] = text.split(/\r?\n/);
  return [`${label}: ${first}`, ...more.map((line) => indent + line)];
}
