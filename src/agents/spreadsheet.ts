import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.ts';
import type { NamedAgent } from './naming.ts';

/**
 * Agents as a table of comma-separated values: a row for each phone, with the CRM user beside it where there is one.
 * Rows with the same address are one agent.
 */
export const sheetColumns = [
  'name',
  'email',
  'source',
  'user',
  'extension',
  'device',
  'connection',
  'crm_user',
] as const;

/** Rows that one file may have. */
export const mostRows = 20_000;

const cell = z.string().trim().max(254).default('').transform(withoutApostrophe);
const rowShape = z.object({
  name: cell,
  email: cell,
  source: cell,
  user: cell,
  extension: cell,
  device: cell,
  connection: cell,
  crm_user: cell,
});
export type SheetRow = z.infer<typeof rowShape> & {
  /** In the file, the heading being 1. */
  line: number;
};

/** Cells that a spreadsheet would take for a formula get an apostrophe before them, which reading takes off again. */
export function writeSheet(agents: readonly NamedAgent[]): string {
  return stringify(agents.flatMap(rowsOf), {
    header: true,
    columns: [...sheetColumns],
    escape_formulas: true,
    // Reading takes these for delimiters, too.
    quoted_match: /[;\t]/,
    bom: true,
  });
}

const noPhone = { source: '', user: '', extension: '', device: '' };
const noUser = { connection: '', user: '' };

function rowsOf({ name, email, pbx, crm }: NamedAgent): Record<string, string>[] {
  const rows = Math.max(1, pbx.length, crm.length);
  return Array.from({ length: rows }, (_, at) => {
    const { connection, user: crm_user } = crm[at] ?? noUser;
    return { name, email, ...noPhone, ...pbx[at], connection, crm_user };
  });
}

/**
 * Reads what `writeSheet` wrote, or what a person made in a spreadsheet: commas, semicolons or tabs, columns in any
 * order, those without use left out.
 *
 * @throws Refusal `invalid` with words when it is no such table
 */
export function readSheet(text: string): SheetRow[] {
  const records = parsed(text);
  if (records.length > mostRows) throw new Refusal('invalid', `A file may have at most ${mostRows} rows`);
  const [first] = records;
  if (first === undefined) throw new Refusal('invalid', 'The file has no rows below its heading');
  if (!('email' in first)) {
    const wanted = sheetColumns.join(', ');
    throw new Refusal('invalid', `The first row must name the columns: ${wanted}. “email” is missing`);
  }
  const rows = z.array(rowShape).safeParse(records);
  if (rows.success) return rows.data.map((row, at) => ({ ...row, line: at + 2 }));
  const at = rows.error.issues[0]?.path[0];
  throw new Refusal('invalid', `Row ${Number(at) + 2} has a cell of more than 254 characters`);
}

function parsed(text: string): Record<string, string>[] {
  try {
    return parse<Record<string, string>>(text, {
      bom: true,
      columns: (heading: string[]) =>
        heading.map((title) =>
          title
            .trim()
            .toLowerCase()
            .replace(/[\s-]+/g, '_'),
        ),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 10_000,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw new Refusal('invalid', `This is no table of comma-separated values: ${reason}`);
  }
}

function withoutApostrophe(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
