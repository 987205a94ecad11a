import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { createProgress, type Progress } from './migrate/progress.ts';
import { inTable } from './migrate/report.ts';
import { moveSettings, type MoveSettings } from './migrate/settings.ts';
import { messageOf } from './platform/message.ts';
import { projectRoot } from './platform/project-root.ts';
import { createSeal } from './platform/seal.ts';
import { lockDataDirectory } from './store/data-lock.ts';
import { move, type MovedTable } from './store/move/move.ts';
import { openMoveSource, type MoveSource } from './store/move/source.ts';
import { CommitUnknown, openMoveTarget } from './store/move/target.ts';
import type { Schema } from './store/schema.ts';
import { openAll } from './store/seal-anew.ts';

/**
 * `npm run migrate`: moves an embedded installation (SQLite below `DATA_DIR`) to the PostgreSQL of `DATABASE_URL`:
 * docs/operations.md. Ends with 0 when everything is there, else with 1, and then PostgreSQL is as it was before.
 */
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const nothingKept = 'PostgreSQL is as it was before, and so is SQLite.';

async function moveAll(): Promise<void> {
  const settings = moveSettings(process.env, projectRoot());
  const { config, key, databaseUrl } = settings;
  const unlock = lockDataDirectory(config.dataDir);
  try {
    const secrets = await openSecrets(config.databaseFile, createSeal(key, config.oldEncryptionKeys).open);
    say(`${config.databaseFile}: the key opens all ${secrets} secrets`);
    const source = openMoveSource(config.databaseFile);
    try {
      const results = await copy(source, databaseUrl);
      process.stdout.write(inTable(results));
      if (results.some(({ isSame }) => !isSame))
        throw new Error('What PostgreSQL holds is not what was sent: see the lines that say DIFFERS');
      sayWhatNext(settings);
    } finally {
      source.close();
    }
  } finally {
    unlock();
  }
}

async function copy(source: MoveSource, url: string): Promise<MovedTable[]> {
  const waiting = 'Waiting: another migrate is moving into this database, or was cut off a moment ago';
  const target = await openMoveTarget(url, () => say(waiting));
  const total = source.tables.reduce((sum, { rows }) => sum + rows, 0);
  const progress: Progress = createProgress(process.stdout, total, () => performance.now());
  try {
    return await move({
      source,
      target,
      onRows: progress.add,
      onCompare() {
        progress.end();
        say('Comparing …');
      },
    });
  } finally {
    await target.close();
  }
}

/** As it is: neither changed nor brought up to date. */
async function openSecrets(file: string, open: (sealed: string) => string): Promise<number> {
  const sqlite = new Database(file, { readonly: true, fileMustExist: true });
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  try {
    return await openAll(db, { open });
  } finally {
    await db.destroy();
  }
}

function sayWhatNext({ config, isKeyFromFile }: MoveSettings): void {
  const key = isKeyFromFile
    ? `ENCRYPTION_KEY (what ${config.encryptionKeyFile} holds)`
    : 'this ENCRYPTION_KEY';
  say(`Moved. Start Ringside with DATABASE_URL, REDIS_URL and ${key}.`);
  say(`${config.databaseFile} was not changed. Do not start on it again while the other one runs.`);
}

try {
  await moveAll();
} catch (error) {
  const end = error instanceof CommitUnknown ? '' : `\n${nothingKept}`;
  process.stderr.write(`${messageOf(error)}${end}\n`);
  process.exitCode = 1;
}
