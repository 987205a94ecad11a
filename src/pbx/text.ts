const unstorable = /[\0\p{Surrogate}]/u;

/** Trimmed, and without what PostgreSQL refuses in text: NUL and halves of surrogate pairs. */
export function storable(text: string): string {
  const trimmed = text.trim();
  if (!unstorable.test(trimmed)) return trimmed;
  return trimmed
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .trim();
}
