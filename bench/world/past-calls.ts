import type { BenchDatabase, Words } from './database.ts';

interface CopiedTable {
  name: string;
  /** The rows to copy as `t`, each joined with the `copy` it is for. */
  from: string;
  /** Values that must not be the original's; null: the database gives one. */
  fresh: Readonly<Record<string, string | null>>;
  /** Times to be moved back. */
  times: readonly string[];
}

const byActivity = 'copy JOIN activities AS old ON old.call_id = copy.call_id JOIN';
const day = 86_400_000;

/** Copies are spread over as many days before today. */
const days = 365;
/** `journal.keepDays`: older events are pruned. */
const journalDays = 30;

/** What a call leaves behind; the calls themselves last, as the others are found by their ids. */
const tables: readonly CopiedTable[] = [
  {
    name: 'journal',
    from: `copy JOIN journal AS t ON t.call_id = copy.call_id AND copy.back < ${journalDays * day}`,
    fresh: { id: null, call_id: 'copy.id', identity: "t.identity || ' ' || copy.n" },
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
    fresh: { id: "t.id || '-' || copy.n", key: "t.key || '-' || copy.n" },
    times: ['started_at'],
  },
  {
    name: 'activity_attempts',
    from: `${byActivity} activity_attempts AS t ON t.activity_id = old.id`,
    fresh: { id: null, activity_id: "t.activity_id || '-' || copy.n" },
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

/**
 * Adds `count` settled calls, copies of those in the database: everything a call leaves behind, under new ids and
 * at other times, in an order that has nothing to do with the ids (as it is in life).
 */
export async function multiplyCalls(database: BenchDatabase, count: number): Promise<void> {
  const played = await database.count('calls');
  if (played === 0) throw new Error('There is no call to multiply');
  const copying = [];
  for (const table of tables) {
    const columns = await database.rows(database.words.columnsOf(table.name));
    copying.push(copyingTable(table, columns.map(({ name }) => String(name)))); // prettier-ignore
  }
  await database.run([...copies(database.words, played, count), ...copying, 'DROP TABLE copy']);
}

function copies({ randomId, randomBelow }: Words, played: number, count: number): string[] {
  return [
    'CREATE TEMP TABLE copy (call_id text NOT NULL, n integer NOT NULL, id text NOT NULL, back bigint NOT NULL)',
    `WITH RECURSIVE times (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < ${Math.ceil(count / played)})
      INSERT INTO copy SELECT calls.id, times.n, ${randomId}, ${randomBelow(days * day)}
      FROM times CROSS JOIN calls LIMIT ${count}`,
    'ANALYZE copy',
  ];
}

function copyingTable({ name, from, fresh, times }: CopiedTable, all: readonly string[]): string {
  const columns = all.filter((column) => fresh[column] !== null);
  const values = columns.map(
    (column) => fresh[column] ?? (times.includes(column) ? `t.${column} - copy.back` : `t.${column}`),
  );
  return `INSERT INTO ${name} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${from}`;
}
