/**
 * The text fields of a `multipart/form-data` body, which is what PHP's curl sends when it is handed an array of
 * fields. Files are left out. Null when the content type is another one or names no boundary.
 */
export function multipartFields(contentType: string, body: string): Record<string, unknown> | null {
  const boundary = /^\s*multipart\/form-data\s*;.*\bboundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return null;
  const fields = new Map<string, string[]>();
  for (const part of body.split(`--${boundary}`)) {
    const [name, value] = textPart(part) ?? [];
    if (name === undefined || value === undefined) continue;
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

/** Name and value of one part, or null for the preamble, the end mark and files. */
function textPart(part: string): [string, string] | null {
  const head = /\r?\n\r?\n/.exec(part);
  if (head === null) return null;
  const headers = part.slice(0, head.index);
  const name = /;\s*name="([^"]*)"/i.exec(headers)?.[1];
  if (name === undefined || /;\s*filename\*?=/i.test(headers)) return null;
  return [name, part.slice(head.index + head[0].length).replace(/\r?\n$/, '')];
}
