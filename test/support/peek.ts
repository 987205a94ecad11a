import Database from 'better-sqlite3';
import { decodeActivity } from '../../src/activity/payload.ts';
import type { CallActivity } from '../../src/model/activity.ts';

/** Reads an installation's database from outside, as a shell would, while the service works on it. */
export function rowsOf<R>(databaseFile: string, sql: string): R[] {
  const sqlite = new Database(databaseFile, { readonly: true });
  try {
    return sqlite.prepare<[], R>(sql).all();
  } finally {
    sqlite.close();
  }
}

/** Every activity that reached the contact book, by key. */
export function activitiesInBook(databaseFile: string): CallActivity[] {
  const sql = 'SELECT activity_json FROM directory_activities ORDER BY key';
  return rowsOf<{ activity_json: string }>(databaseFile, sql).map((row) => decodeActivity(row.activity_json));
}

/** True when no call waits to be settled and no activity to be brought anywhere. */
export function isQuiet(databaseFile: string): boolean {
  const due = rowsOf<{ due: number }>(
    databaseFile,
    `SELECT (SELECT count(*) FROM calls WHERE due_at IS NOT NULL) +
      (SELECT count(*) FROM activities WHERE due_at IS NOT NULL OR status IN ('waiting', 'sending')) AS due`,
  );
  return due[0]?.due === 0;
}
