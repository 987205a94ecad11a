import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Refusal } from '../platform/refusal.ts';

/**
 * Copies the embedded database as it is at this moment, beside a service that writes to it: `VACUUM INTO` reads one
 * snapshot and holds up nobody (SQLite's online backup would begin anew with each write of another process). The copy
 * is whole and on the disk when this returns; what is at `target` before that time is no backup.
 *
 * @throws Refusal `invalid` without a database, `conflict` when there is something at `target`
 */
export function backUp(file: string, target: string): void {
  if (!existsSync(file)) throw new Refusal('invalid', `There is no database ${file}: nothing to back up`);
  if (existsSync(target)) throw new Refusal('conflict', `${target} is there already: name a new file`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    const sqlite = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    try {
      sqlite.prepare('VACUUM INTO ?').run(partial);
    } finally {
      sqlite.close();
    }
    // It holds customers' calls: for the owner alone.
    chmodSync(partial, 0o600);
    check(partial);
    const descriptor = openSync(partial, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

function check(file: string): void {
  const sqlite = new Database(file, { readonly: true });
  try {
    const said = String(sqlite.pragma('quick_check(1)', { simple: true }));
    if (said !== 'ok') throw new Error(`The copy is not whole: ${said}`);
  } finally {
    sqlite.close();
  }
}
