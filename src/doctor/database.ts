import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import { messageOf } from '../platform/message.ts';
import type { Db } from '../store/database.ts';
import { migrationNames } from '../store/migrations/index.ts';
import { fault, ok, warning, type Finding } from './finding.ts';

/** Checkpoints keep it at some tens of MB; it grows when somebody reads for very long, or the disk is full. */
const largeLogBytes = 1e9;

/** The embedded database: whole, of this version, and its log of a sane size. */
export async function checkDatabase(db: Db, file: string): Promise<Finding[]> {
  const log = await stat(`${file}-wal`).then(
    ({ size }) => size,
    () => 0,
  );
  const megabytes = `${(log / 1e6).toFixed(0)} MB`;
  const advice =
    'End programs that keep the database open (a shell, a copy under way), then restart Ringside';
  return [
    await integrity(db, file),
    await checkMigrations(db),
    log > largeLogBytes
      ? warning('write-ahead log', `${megabytes} wait to be taken into the database`, advice)
      : ok('write-ahead log', megabytes),
  ];
}

async function integrity(db: Db, file: string): Promise<Finding> {
  const advice = 'Stop Ringside, keep a copy of the file, and restore the latest backup: docs/operations.md';
  try {
    const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(5)`.execute(db);
    const faults = rows.map((row) => row.quick_check).filter((said) => said !== 'ok');
    return faults.length === 0
      ? ok('database', `${file} is whole`)
      : fault('database', faults.join('; '), advice);
  } catch (error) {
    return fault('database', messageOf(error), advice);
  }
}

/** Which of this version's migrations have been run. */
export async function checkMigrations(db: Db): Promise<Finding> {
  const about = 'tables';
  try {
    const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(db);
    const done = rows.map(({ name }) => name);
    const newer = done.filter((name) => !migrationNames.includes(name));
    if (newer.length > 0) {
      const advice =
        'Run the version of Ringside that wrote them, or a later one; or restore a backup from before';
      return fault(about, `A later version has changed them (${newer.join(', ')})`, advice);
    }
    const missing = migrationNames.filter((name) => !done.includes(name));
    return ok(about, missing.length === 0 ? 'of this version' : `the next start adds ${missing.join(', ')}`);
  } catch (error) {
    return fault(about, messageOf(error), 'This is no database of Ringside’s: see DATA_DIR, or DATABASE_URL');
  }
}
