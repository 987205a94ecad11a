import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { run } from './commands.ts';

let directory: string;
let office: TestService;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  office = await startTestService({ env: { ENCRYPTION_KEY: 'ab'.repeat(32) } });
});
afterAll(async () => {
  await office.stop();
  rmSync(directory, { recursive: true });
});

const backUp = (to: string) => run('src/backup.ts', { DATA_DIR: dirname(office.databaseFile) }, to);
const play = async (): Promise<string> => {
  const cast = aCast();
  await office.play('hub', scenarios.contaqt.simple(cast));
  return cast.callId;
};

/** A new installation with this file for a database. */
async function restored(file: string): Promise<TestService> {
  const dataDir = mkdtempSync(join(directory, 'restored_'));
  mkdirSync(dataDir, { recursive: true });
  copyFileSync(file, join(dataDir, 'ringside.sqlite'));
  return startTestService({ env: { ENCRYPTION_KEY: 'ab'.repeat(32), DATA_DIR: dataDir } });
}

test('what is restored has the same ledger and the same calls', async () => {
  for (let calls = 0; calls < 5; calls += 1) await play();
  await office.quiet();
  const file = join(directory, 'quiet.sqlite');
  expect(await backUp(file)).toMatchObject({ code: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const other = await restored(file);
  expect(await other.ledger()).toEqual(await office.ledger());
  expect(await other.listCalls()).toEqual(await office.listCalls());
  await other.stop();
});

test('a copy made while events come in is whole, and holds everything acknowledged before it began', async () => {
  const before = [await play(), await play()];
  const file = join(directory, 'busy.sqlite');
  const state = { over: false };
  let during = 0;
  const copying = backUp(file).finally(() => (state.over = true));
  while (!state.over) {
    await play();
    during += 1;
  }
  expect(await copying).toMatchObject({ code: 0 });
  expect(during).toBeGreaterThan(1);

  const other = await restored(file);
  const kept = (await other.listCalls()).map(({ pbxCallId }) => pbxCallId);
  expect(kept).toEqual(expect.arrayContaining(before));
  expect(await other.ledger()).toMatchObject({ balanced: true });
  await other.stop();
});

test('nothing is written over, and what cannot be done leaves nothing behind', async () => {
  const file = join(directory, 'twice.sqlite');
  await backUp(file);
  const again = await backUp(file);
  expect([again.code, again.output]).toEqual([1, expect.stringContaining('already')]);
  const nothing = await run('src/backup.ts', { DATA_DIR: join(directory, 'empty') }, join(directory, 'none'));
  expect([nothing.code, nothing.output]).toEqual([1, expect.stringContaining('no database')]);
  expect(existsSync(join(directory, 'none'))).toBe(false);
  expect(existsSync(`${file}.partial`)).toBe(false);
});
