/** Fields whose values are nobody's to read, whoever named them: ours, or a connector's settings. */
const secretName =
  /[Pp]ass(word|phrase)|[Ss]ecret|[Tt]oken|[Cc]redential|[Aa]uthorization|[Cc]ookie|webhookUrl|^key$|Key$|_key$/;
/** Customers' numbers: their ends tell two apart, and no more. */
const numberName = /^(number|e164|phones?)$/i;
/** Secrets inside other text: API keys, webhook addresses, one-time links. */
const secretWords = /\brs_[\w-]+|(?<=\/pbx\/)[^/\s?]+|(?<=[?&](token|code)=)[^&\s]+/g;

const hidden = '•••';
const longestText = 500;
const mostItems = 50;
const deepest = 6;

/** A value as it may be kept in the audit log: without secrets, and of bounded size. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => redact(item, depth + 1));
    return value.length > mostItems ? [...items, `… and ${value.length - mostItems} more`] : items;
  }
  const fields = Object.entries(value).slice(0, mostItems);
  return Object.fromEntries(fields.map(([name, field]) => [name, redactField(name, field, depth)]));
}

function redactField(name: string, value: unknown, depth: number): unknown {
  const isEmpty = value === null || value === undefined || value === '' || typeof value === 'boolean';
  if (isEmpty) return value;
  if (secretName.test(name)) return hidden;
  if (numberName.test(name) && typeof value === 'string') return `…${value.slice(-3)}`;
  return redact(value, depth + 1);
}

function redactText(text: string): string {
  const clean = text.replace(secretWords, hidden);
  return clean.length > longestText ? `${clean.slice(0, longestText)}…` : clean;
}
