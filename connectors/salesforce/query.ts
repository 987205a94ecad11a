import { z } from 'zod';

/** A text within quotes of SOQL ("SOQL and SOSL Reference", "Quoted string escape sequences"). */
export function quoted(text: string): string {
  const escaped = text
    .replace(/[\\'"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `'${escaped}'`;
}

/** A word of a SOSL search: every character that SOSL gives a meaning is escaped ("FIND {SearchQuery}"). */
export function sought(text: string): string {
  return text.replace(/[&|!(){}[\]^"~*?:\\'+-]/g, '\\$&');
}

export function queryPath(soql: string): string {
  return `/query?q=${encodeURIComponent(soql)}`;
}

export function searchPath(sosl: string): string {
  return `/search?q=${encodeURIComponent(sosl)}`;
}

/** One page of rows; queries here have a LIMIT of at most 2,000, which is a page. */
export function rowsOf<T extends z.ZodType>(row: T) {
  return z.object({ records: z.array(row) }).transform(({ records }) => records);
}

/** Rows of one page ("Query Options Header"): more come in pieces that are gone after two days. */
export const pageSize = 2_000;
