import type { Database } from 'better-sqlite3';

interface CopiedTable {
  name: string;
  /** The rows to copy as `t`, each joined with the `copy` it is for. */
  from: string;
  /** Values that must not be the original's. */
  fresh: Readonly<Record<string, string>>;
  /** Times to be moved back. */
  times: readonly string[];
}

const byActivity = 'copy JOIN activities AS old ON old.call_id = copy.call_id JOIN';

/** What a call leaves behind; the calls themselves last, as the others are found by their ids. */
const tables: readonly CopiedTable[] = [
  {
    name: 'journal',
    from: 'copy JOIN journal AS t ON t.call_id = copy.call_id',
    fresh: { id: 'NULL', call_id: 'copy.id', identity: "t.identity || ' ' || copy.n" },
    times: ['received_at'],
  },
  {
    name: 'legs',
    from: 'copy JOIN legs AS t ON t.call_id = copy.call_id',
    fresh: { call_id: 'copy.id' },
    times: ['started_at'],
  },
  {
    name: 'directory_activities',
    from: `${byActivity} directory_activities AS t ON t.key = old.key`,
    fresh: { id: 'lower(hex(randomblob(18)))', key: "t.key || '-' || copy.n" },
    times: ['started_at'],
  },
  {
    name: 'activity_attempts',
    from: `${byActivity} activity_attempts AS t ON t.activity_id = old.id`,
    fresh: { id: 'NULL', activity_id: "t.activity_id || '-' || copy.n" },
    times: ['at'],
  },
  {
    name: 'activities',
    from: 'copy JOIN activities AS t ON t.call_id = copy.call_id',
    fresh: { id: "t.id || '-' || copy.n", key: "t.key || '-' || copy.n", call_id: 'copy.id' },
    times: ['created_at'],
  },
  {
    name: 'calls',
    from: 'copy JOIN calls AS t ON t.id = copy.call_id',
    fresh: { id: 'copy.id' },
    times: ['started_at', 'settled_at'],
  },
];

/** Copies are spread over as many days before today. */
const days = 30;

/**
 * Adds `count` settled calls, copies of those in the database: everything a call leaves behind, under new ids and
 * at other times, in an order that has nothing to do with the ids (as it is in life).
 */
export function multiplyCalls(sqlite: Database, count: number): void {
  const played = sqlite.prepare<[], { n: number }>('SELECT count(*) AS n FROM calls').get()?.n ?? 0;
  if (played === 0) throw new Error('There is no call to multiply');
  sqlite.exec(`
    CREATE TEMP TABLE copy (call_id text NOT NULL, n integer NOT NULL, id text NOT NULL, back integer NOT NULL);
    WITH RECURSIVE times(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < ${Math.ceil(count / played)})
    INSERT INTO copy SELECT calls.id, times.n, lower(hex(randomblob(11))), abs(random()) % ${days * 86_400_000}
      FROM times CROSS JOIN calls LIMIT ${count};`);
  sqlite.transaction(() => {
    for (const table of tables) copyTable(sqlite, table);
  })();
  sqlite.exec('DROP TABLE copy');
}

function copyTable(sqlite: Database, { name, from, fresh, times }: CopiedTable): void {
  const columns = sqlite
    .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${name}')`)
    .all()
    .map((column) => column.name);
  const values = columns.map(
    (column) => fresh[column] ?? (times.includes(column) ? `t.${column} - copy.back` : `t.${column}`),
  );
  sqlite.exec(`INSERT INTO ${name} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${from}`);
}
