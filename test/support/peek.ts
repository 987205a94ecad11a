import Database from 'better-sqlite3';
import { CompiledQuery } from 'kysely';
import { decodeActivity } from '../../src/activity/payload.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import type { Db } from '../../src/store/database.ts';

/** Reads an installation's database from outside, as a shell would, while the service works on it. */
export type Peek = <R>(sql: string) => Promise<R[]>;

export function peekIntoFile(databaseFile: string): Peek {
  return (sql) => Promise.resolve(rowsOf(databaseFile, sql));
}

export function peekInto(db: Db): Peek {
  return async <R>(sql: string) => (await db.executeQuery<R>(CompiledQuery.raw(sql))).rows;
}

export function rowsOf<R>(databaseFile: string, sql: string): R[] {
  const sqlite = new Database(databaseFile, { readonly: true });
  try {
    return sqlite.prepare<[], R>(sql).all();
  } finally {
    sqlite.close();
  }
}

/** Every activity that reached the contact book, by key. */
export async function activitiesInBook(peek: Peek): Promise<CallActivity[]> {
  const rows = await peek<{ activity_json: string }>('SELECT activity_json FROM directory_activities');
  return rows.map((row) => decodeActivity(row.activity_json)).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** True when no call waits to be settled and no activity to be brought anywhere. */
export async function isQuiet(peek: Peek): Promise<boolean> {
  const due = await peek<{ due: number | string }>(
    `SELECT (SELECT count(*) FROM calls WHERE due_at IS NOT NULL) +
      (SELECT count(*) FROM activities WHERE due_at IS NOT NULL OR status IN ('waiting', 'sending')) AS due`,
  );
  return Number(due[0]?.due) === 0;
}
