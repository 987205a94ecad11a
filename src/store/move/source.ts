import Database from 'better-sqlite3';

/** An integer comes as bigint: none is rounded on the way. */
export type SourceValue = string | number | bigint | null;

export interface SourceTable {
  name: string;
  columns: readonly string[];
  rows: number;
  /** The highest number it has given to a row, taken away since or not; null: it numbers none. */
  lastId: bigint | null;
}

/** The embedded database as it is at this moment, read only. */
export interface MoveSource {
  /** What its tables have been through, in order. */
  migrations: readonly string[];
  /** Those that others refer to come first. */
  tables: readonly SourceTable[];
  /** One at a time, in the order of `columns`; nothing else may be read meanwhile. */
  rowsOf(table: SourceTable): Iterable<readonly SourceValue[]>;
  close(): void;
}

export function openMoveSource(file: string): MoveSource {
  const sqlite = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  try {
    // One snapshot for everything that is read.
    sqlite.exec('BEGIN');
    return {
      migrations: textsOf(sqlite, 'SELECT name FROM kysely_migration ORDER BY name'),
      tables: inOrder(sqlite, namesOf(sqlite)).map((name) => describe(sqlite, name)),
      rowsOf: ({ name, columns }) =>
        sqlite
          .prepare<[], SourceValue[]>(`SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(name)}`)
          .raw()
          .safeIntegers()
          .iterate(),
      close: () => void sqlite.close(),
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

const quoted = (name: string): string => `"${name}"`;

function textsOf(sqlite: Database.Database, sql: string, ...given: string[]): string[] {
  return sqlite
    .prepare<string[], string>(sql)
    .pluck()
    .all(...given);
}

/** All but SQLite's own and those that keep account of migrations. */
function namesOf(sqlite: Database.Database): string[] {
  const sql = `SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'kysely\\_%' ESCAPE '\\'
    ORDER BY name`;
  return textsOf(sqlite, sql);
}

function inOrder(sqlite: Database.Database, names: readonly string[]): string[] {
  const placed = new Set<string>();
  const place = (name: string): void => {
    if (placed.has(name)) return;
    const needed = textsOf(sqlite, 'SELECT "table" FROM pragma_foreign_key_list(?)', name);
    for (const other of needed) if (other !== name) place(other);
    placed.add(name);
  };
  names.forEach(place);
  return [...placed];
}

function describe(sqlite: Database.Database, name: string): SourceTable {
  const columns = textsOf(sqlite, 'SELECT name FROM pragma_table_info(?) ORDER BY cid', name);
  const rows =
    sqlite
      .prepare<[], number>(`SELECT count(*) FROM ${quoted(name)}`)
      .pluck()
      .get() ?? 0;
  const last = sqlite
    .prepare<[string], bigint>('SELECT seq FROM sqlite_sequence WHERE name = ?')
    .pluck()
    .safeIntegers();
  return { name, columns, rows, lastId: last.get(name) ?? null };
}
