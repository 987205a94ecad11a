import type { BenchDatabase } from './database.ts';
import { connectionName } from './people.ts';

/**
 * Takes so many logged activities of the contact book back, as if its calls had just been settled: to be logged once
 * more, in the connection of this name (where another CRM's links are left out). Nobody may have the database open.
 */
export async function makeBacklog(database: BenchDatabase, count: number, on: string): Promise<void> {
  const idOf = (name: string): string => `(SELECT id FROM connections WHERE name = '${name}')`;
  await database.run([
    'CREATE TEMP TABLE again (id text NOT NULL, key text NOT NULL)',
    `INSERT INTO again SELECT id, key FROM activities
      WHERE status = 'logged' AND connection_id = ${idOf(connectionName)} LIMIT ${count}`,
    'DELETE FROM directory_activities WHERE key IN (SELECT key FROM again)',
    `UPDATE activities SET status = 'waiting', due_at = created_at, logged_json = NULL, record_type = NULL,
      record_id = NULL, tries = 0, unsure = 0, reason = NULL, connection_id = ${idOf(on)},
      payload_json = ${on === connectionName ? 'payload_json' : database.words.withNull('payload_json', 'link')}
      WHERE id IN (SELECT id FROM again)`,
    'DROP TABLE again',
  ]);
}

/** Activities on their way to a CRM. */
export const backlogOf = (database: BenchDatabase): Promise<number> =>
  database.count("activities WHERE status IN ('waiting', 'sending')");
