import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A disk that can be full. */
export interface Disk {
  /** What stands in for it, for the report. */
  how: string;
  fill(): void;
  free(): void;
  remove(): void;
}

const megabyte = 2 ** 20;

/** A small file system at `directory`; null: we may not mount here. */
export function mountSmall(directory: string, megabytes: number): Disk | null {
  mkdirSync(directory, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', directory];
  if (spawnSync('mount', options, { stdio: 'ignore' }).status !== 0) return null;
  const ballast = join(directory, 'ballast');
  return {
    how: `a tmpfs of ${String(megabytes)} MB, filled to the last byte`,
    fill() {
      const { bavail, bsize } = statfsSync(directory);
      try {
        let left = bavail * bsize;
        for (; left > 0; left -= megabyte)
          writeFileSync(ballast, Buffer.alloc(Math.min(left, megabyte)), { flag: 'a' });
        // Others write, too: whatever is still free.
        for (let n = 0; n < 64; n += 1) writeFileSync(ballast, Buffer.alloc(bsize), { flag: 'a' });
      } catch {
        // It is full.
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => void spawnSync('umount', ['-l', directory]),
  };
}

/** Where nothing may be mounted: files of these processes cannot grow (RLIMIT_FSIZE), which fails writes as well. */
export function limitFiles(pids: () => readonly number[]): Disk {
  const limit = (to: string): void => {
    for (const pid of pids())
      spawnSync('prlimit', ['--pid', String(pid), `--fsize=${to}:`], { stdio: 'ignore' });
  };
  return {
    how: 'a limit on the size of files (no file system could be mounted here)',
    fill: () => limit('1'),
    free: () => limit('unlimited'),
    remove: () => undefined,
  };
}

/** The process and all below it. */
export function withChildren(pid: number): number[] {
  try {
    const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return [pid, ...text.trim().split(/\s+/).filter(Boolean).map(Number)];
  } catch {
    return [pid];
  }
}
