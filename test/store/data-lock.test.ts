import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDataDirectory } from '../../src/store/data-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringside-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('a data directory belongs to one process, until it lets go', () => {
  const release = lockDataDirectory(directory);
  expect(() => lockDataDirectory(directory)).toThrow('Another Ringside is running');
  release();
  lockDataDirectory(directory)();
});
