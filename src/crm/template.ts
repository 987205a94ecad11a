/**
 * The small language of `subject` and `body`: text with `{{placeholders}}`, each with what stands there when it is
 * empty if one likes: `{{queue|no queue}}`. What a placeholder brings in is never read for placeholders again, so
 * that a caller's name can say what it wants. Pure.
 */
type Part = string | { name: string; otherwise: string };

const open = '{{';
const close = '}}';

/** Each fault in a sentence that names it; none: the template can be used. */
export function templateFaults(template: string, isKnown: (name: string) => boolean): string[] {
  const { parts, unclosed } = parse(template);
  const unknown = parts.flatMap((part) =>
    typeof part === 'string' || isKnown(part.name)
      ? []
      : [
          part.name === ''
            ? 'There is a placeholder without a name'
            : `There is no placeholder ${quoted(part.name)}`,
        ],
  );
  return unclosed === null
    ? unknown
    : [...unknown, `The placeholder ${quoted(unclosed)} is not closed: write }} behind its name`];
}

/** A line whose placeholders are all empty is left out: "Queue: {{queue}}" says nothing of a call without one. */
export function render(template: string, valueOf: (name: string) => string): string {
  return template
    .split('\n')
    .flatMap((line) => renderLine(line, valueOf) ?? [])
    .join('\n')
    .trim();
}

function renderLine(line: string, valueOf: (name: string) => string): string | null {
  const { parts } = parse(line);
  let asked = 0;
  let empty = 0;
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    const value = valueOf(part.name).trim() || part.otherwise;
    asked += 1;
    if (value === '') empty += 1;
    return value;
  });
  return asked > 0 && asked === empty ? null : text.join('');
}

function parse(template: string): { parts: Part[]; unclosed: string | null } {
  const [first = '', ...rest] = template.split(open);
  const parts: Part[] = [first];
  let unclosed: string | null = null;
  for (const piece of rest) {
    const end = piece.indexOf(close);
    // A placeholder stands in one line.
    if (end === -1 || piece.slice(0, end).includes('\n')) {
      unclosed ??= `${open}${piece.split('\n', 1)[0] ?? ''}`;
      continue;
    }
    const [name = '', ...otherwise] = piece.slice(0, end).split('|');
    parts.push({ name: name.trim(), otherwise: otherwise.join('|').trim() }, piece.slice(end + close.length));
  }
  return { parts, unclosed };
}

function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
