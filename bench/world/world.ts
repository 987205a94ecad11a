import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteAt } from './database.ts';
import { seed, type Size } from './seed.ts';

/** Databases on disk, made once and copied for each round; all of them are gone at the end. */
export interface Worlds {
  /** A data directory with a fresh copy of the world of this size. */
  dataDir(size: Size): Promise<string>;
  /** A data directory with a copy of this one, as it is now (nobody has it open). */
  copyOf(dataDir: string): string;
  drop(dataDir: string): void;
  dropAll(): void;
}

const fileName = 'ringside.sqlite';

export const databaseIn = (dataDir: string): string => join(dataDir, fileName);

export function createWorlds(): Worlds {
  const root = mkdtempSync(join(tmpdir(), 'ringside-bench-'));
  const made = new Map<string, string>();
  let copies = 0;

  const freshDir = (): string => {
    const dir = join(root, String(++copies));
    mkdirSync(dir);
    return dir;
  };

  const copyOf = (dataDir: string): string => {
    const copy = freshDir();
    copyFileSync(databaseIn(dataDir), databaseIn(copy));
    return copy;
  };

  return {
    copyOf,
    async dataDir(size) {
      const key = JSON.stringify(size);
      let original = made.get(key);
      if (original === undefined) {
        original = freshDir();
        await seed(sqliteAt(databaseIn(original)), size);
        made.set(key, original);
      }
      return copyOf(original);
    },
    drop: (dataDir) => rmSync(dataDir, { recursive: true, force: true }),
    dropAll: () => rmSync(root, { recursive: true, force: true }),
  };
}
