import { Refusal } from '../../platform/refusal.ts';
import { migrationNames } from '../migrations/index.ts';
import { checksumOf, isComparable } from './checksum.ts';
import type { MoveSource, SourceTable, SourceValue } from './source.ts';
import type { MoveTarget, TargetColumn } from './target.ts';

export interface MovedTable {
  table: string;
  /** Rows that were read, and rows that PostgreSQL has. */
  rows: number;
  moved: number;
  /** As many rows, and all of them with the same values. */
  isSame: boolean;
}

interface MoveDeps {
  source: MoveSource;
  target: MoveTarget;
  /** So many rows of a table have just been written. */
  onRows(table: string, count: number): void;
  onCompare(): void;
}

/** A statement takes no more than this, whatever rows are like. */
const mostRows = 2_000;
const mostCharacters = 4_000_000;

/**
 * Copies every table within the target's transaction, and keeps it when each has as many rows as here, and the same
 * ones. Memory is bounded by one batch.
 *
 * @throws Refusal before anything is written: an unknown version, a target that is not empty
 */
export async function move({ source, target, onRows, onCompare }: MoveDeps): Promise<MovedTable[]> {
  needKnown(source.migrations);
  await target.prepare(
    source.migrations,
    source.tables.map(({ name }) => name),
  );
  const copied: (Copied & { table: SourceTable })[] = [];
  for (const table of source.tables) {
    const copy = await copyTable(table, { source, target, onRows });
    copied.push({ table, ...copy });
  }
  onCompare();
  const results: MovedTable[] = [];
  for (const { table, columns, checksum } of copied) {
    const there = await target.sumsOf(table.name, columns);
    const isSame = there.rows === table.rows && there.checksum === String(checksum);
    results.push({ table: table.name, rows: table.rows, moved: there.rows, isSame });
  }
  if (results.every(({ isSame }) => isSame)) await target.keep();
  return results;
}

function needKnown(migrations: readonly string[]): void {
  const later = migrations.filter((name) => !migrationNames.includes(name));
  if (migrations.length > 0 && later.length === 0) return;
  const message =
    migrations.length === 0
      ? 'The database holds no tables of Ringside’s: see DATA_DIR'
      : `A later version of Ringside has changed the database (${later.join(', ')}): move with that version`;
  throw new Refusal('conflict', message);
}

interface Copied {
  /** In the order in which values were summed up. */
  columns: TargetColumn[];
  checksum: bigint;
}

async function copyTable(
  table: SourceTable,
  { source, target, onRows }: Omit<MoveDeps, 'onCompare'>,
): Promise<Copied> {
  const there = await target.columnsOf(table.name);
  const columns = table.columns.map((name) => {
    const found = there.find((column) => column.name === name);
    if (found === undefined) throw new Error(`PostgreSQL has no column ${table.name}.${name}`);
    return found;
  });
  const compared = columns.flatMap(({ type }, at) => (isComparable(type) ? [at] : []));
  let checksum = 0n;
  let batch = emptyBatch(columns);
  const write = async (): Promise<void> => {
    if (batch.rows === 0) return;
    await target.insert(table.name, columns, batch.values);
    onRows(table.name, batch.rows);
    batch = emptyBatch(columns);
  };
  for (const row of source.rowsOf(table)) {
    const values = columns.map(({ type }, at) => toText(row[at] ?? null, type));
    checksum += checksumOf(compared.map((at) => values[at] ?? null));
    values.forEach((value, at) => {
      batch.values[at]?.push(value);
      batch.characters += value?.length ?? 0;
    });
    batch.rows += 1;
    if (batch.rows >= mostRows || batch.characters >= mostCharacters) await write();
  }
  await write();
  const numbered = columns.find(({ isGenerated }) => isGenerated);
  if (numbered !== undefined && table.lastId !== null)
    await target.numberFrom(table.name, numbered.name, table.lastId);
  return { columns, checksum };
}

interface Batch {
  values: (string | null)[][];
  rows: number;
  characters: number;
}

const emptyBatch = (columns: readonly unknown[]): Batch => ({
  values: columns.map(() => []),
  rows: 0,
  characters: 0,
});

const wholeNumbers = new Set(['bigint', 'integer']);

/** In PostgreSQL's words. SQLite keeps fractions in whole columns, and NUL in text; PostgreSQL takes neither. */
function toText(value: SourceValue, type: string): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  return typeof value === 'number' && wholeNumbers.has(type) ? String(Math.round(value)) : String(value);
}
