import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogSync } from '../../src/store/log-sync.ts';

let directory = '';
let file = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringside-log-'));
  file = join(directory, 'log');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a log', () => {
  it('flushes for everybody who asks, those who ask meanwhile together', async () => {
    writeFileSync(file, 'frames');
    const log = createLogSync(file);
    const asked = [log.flushed(), log.flushed(), log.flushed()];
    // What is under way began before the second asked: it says nothing of what the second wrote.
    expect(asked[1]).not.toBe(asked[0]);
    expect(asked[2]).toBe(asked[1]);
    await Promise.all(asked);
    await log.flushed();
    await log.close();
  });

  it('says when it cannot be flushed, and goes on when it can', async () => {
    const log = createLogSync(file);
    await expect(log.flushed()).rejects.toThrow(/ENOENT/);
    writeFileSync(file, 'frames');
    await log.flushed();
    await log.close();
  });
});
