import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/platform/project-root.ts';
import { putInPlace } from './chromium.ts';

const root = projectRoot();
const dist = join(root, 'dist');
const built = join(dist, 'web');

/** Builds dist/web when it is missing or older than what it is made of. */
export async function buildPages(): Promise<void> {
  if (builtAt() >= newestSource()) return;
  mkdirSync(dist, { recursive: true });
  const aside = mkdtempSync(join(dist, 'web-'));
  const options = ['build', '--config', 'src/web/vite.config.ts', '--outDir', aside, '--logLevel', 'warn'];
  await promisify(execFile)(
    process.execPath,
    ['node_modules/vite/bin/vite.js', ...options, '--emptyOutDir'],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  // Test files start at the same time; whoever reads meanwhile reads one whole build or the other.
  if (builtAt() < newestSource()) moveAway(`${aside}-old`);
  putInPlace(aside, built);
}

function moveAway(old: string): void {
  try {
    renameSync(built, old);
    rmSync(old, { recursive: true });
  } catch {
    // Another test file did it.
  }
}

function builtAt(): number {
  const index = join(built, 'index.html');
  return existsSync(index) ? statSync(index).mtimeMs : 0;
}

function newestSource(): number {
  const files = ['src/web', 'src/api'].flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' }).map((file) => join(root, dir, file)),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
