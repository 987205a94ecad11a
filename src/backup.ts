import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from './config.ts';
import { projectRoot } from './platform/project-root.ts';
import { backUp } from './store/backup.ts';

/** `npm run backup -- <file>`: docs/operations.md. */
const [given] = process.argv.slice(2);
try {
  if (given === undefined)
    throw new Error('Name the file to write: npm run backup -- /backups/ringside.sqlite');
  const config = loadConfig({ env: process.env, root: projectRoot() });
  const target = resolve(given);
  backUp(config.databaseFile, target);
  const megabytes = (statSync(target).size / 1e6).toFixed(1);
  const key = config.encryptionKey === null ? config.encryptionKeyFile : 'ENCRYPTION_KEY';
  process.stdout.write(`${target}: ${megabytes} MB. Keep ${key} as well, elsewhere.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
