import Database from 'better-sqlite3';
import { join } from 'node:path';
import { Refusal } from '../platform/refusal.ts';

/**
 * Keeps other processes off this data directory for as long as this one lives: what is held in memory would
 * contradict what another process writes. The lock is SQLite's own, on a file beside the database, so the operating
 * system lets go of it however the process dies. Answers the function that releases it.
 *
 * @throws Refusal `conflict` when another process has it
 */
export function lockDataDirectory(directory: string): () => void {
  const lock = new Database(join(directory, 'ringside.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY')) throw cause;
    throw new Refusal(
      'conflict',
      `Another Ringside is running on ${directory}. Stop it, or set DATA_DIR to another directory.`,
    );
  }
  return () => lock.close();
}
