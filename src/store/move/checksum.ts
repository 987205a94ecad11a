import { hash } from 'node:crypto';

/** Between the values of a row, and for one that is not there: control characters that no text here holds. */
const separator = '\u001f';
const absent = '\u001e';
/** Of each row's SHA-256; they are added up, so that the order of rows does not matter. */
const hexDigits = 12;

/** Types whose values read the same in both databases, and how PostgreSQL shows them. */
const shown: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => column,
  bigint: (column) => `${column}::text`,
  integer: (column) => `${column}::text`,
  boolean: (column) => `${column}::int::text`,
};

export const isComparable = (type: string): boolean => type in shown;

/** What a row adds to the checksum of its table. */
export function checksumOf(values: readonly (string | null)[]): bigint {
  const text = values.map((value) => value ?? absent).join(separator);
  return BigInt(`0x${hash('sha256', text, 'hex').slice(0, hexDigits)}`);
}

/** The same in PostgreSQL, over all rows: an expression for these columns, quoted, by their types. */
export function checksumInSql(columns: readonly { name: string; type: string }[]): string {
  const values = columns.flatMap(({ name, type }) => {
    const text = shown[type]?.(`"${name}"`);
    return text === undefined ? [] : [`coalesce(${text}, U&'\\001e')`];
  });
  const row = `sha256(convert_to(concat_ws(U&'\\001f', ${values.join(', ')}), 'UTF8'))`;
  const part = `('x' || encode(substring(${row} FROM 1 FOR ${hexDigits / 2}), 'hex'))::bit(${hexDigits * 4})::bigint`;
  return `coalesce(sum(${part}), 0)::text`;
}
