import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingsFor } from '../connectors/hubspot-under-test.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { anOffice } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { run, type Ended } from './commands.ts';

let directory: string;
let fake: FakeHubspot;
let office: TestService;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  fake = await startFakeHubspot({ limits: { searches: 1_000 } });
  const base = anOffice();
  const settings = settingsFor(fake);
  const broken = { ...settings, serviceKey: 'a key that was revoked' };
  const more = [
    { name: 'crm', crm: 'hubspot', settings },
    { name: 'revoked', crm: 'hubspot', settings: broken },
  ];
  office = await startTestService({
    provision: { ...base, connections: [...(base.connections ?? []), ...more] },
  });
});
afterAll(async () => {
  await office.stop();
  await fake.close();
  rmSync(directory, { recursive: true });
});

const beside = (change: Record<string, string> = {}): Promise<Ended> => {
  const { port } = new URL(office.url());
  const env = {
    DATA_DIR: dirname(office.databaseFile),
    HOST: '127.0.0.1',
    PORT: port,
    OUTBOUND_ALLOW: 'loopback',
  };
  return run('src/doctor.ts', { ...env, PUBLIC_URL: office.url(), ...change });
};

test('beside a running service it tells how everything fares, and what to do about what does not work', async () => {
  const { code, output } = await beside();
  expect(output).toContain('[ ok ] configuration: complete');
  expect(output).toMatch(/\[ ok \] disk: \d+\.\d GB free|\[WARN\] disk/);
  expect(output).toContain('[ ok ] port: Ringside answers');
  expect(output).toMatch(/\[WARN\] public address: .* without TLS\n +→ Put a proxy/);
  expect(output).toMatch(/\[ ok \] database: .* is whole/);
  expect(output).toContain('[ ok ] tables: of this version');
  expect(output).toMatch(/\[ ok \] write-ahead log: \d+ MB/);
  expect(output).toMatch(/\[ ok \] connection crm: answers as /);
  expect(output).toMatch(/\[FAIL\] connection revoked: .*\n +→ Check it/);
  expect(output).toMatch(/\[ ok \] clock: \d s/);
  expect(output).not.toContain('a key that was revoked');
  expect(code).toBe(1);
});

test('a configuration that is wrong is told in full, and nothing else is tried', async () => {
  const { code, output } = await run('src/doctor.ts', { PORT: 'x', ENCRYPTION_KEY: 'short' });
  expect(output).toMatch(/\[FAIL\] configuration: PORT is not usable\n +→ Write a port number/);
  expect(output).toContain('openssl rand');
  expect([code, output.includes('database')]).toEqual([1, false]);
});

test('before the first start nothing is wrong and nothing is made', async () => {
  const dataDir = join(directory, 'new');
  const { code, output } = await beside({ DATA_DIR: dataDir, PORT: '0' });
  expect(output).toContain(`${dataDir} is not there yet`);
  expect(output).toContain('the first start makes it');
  expect(code).toBe(0);
});

test('another key, a port in use, a newer database: each is named', async () => {
  const { output } = await beside({ ENCRYPTION_KEY: 'cd'.repeat(32) });
  expect(output).toMatch(/\[FAIL\] encryption key: .*ENCRYPTION_KEYS_OLD/);

  const other = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  expect((await beside({ PORT: String(port) })).output).toMatch(/\[FAIL\] port: .*EADDRINUSE/);
  other.close();

  const file = join(directory, 'ringside.sqlite');
  await run('src/backup.ts', { DATA_DIR: dirname(office.databaseFile) }, file);
  const sqlite = new Database(file);
  sqlite.exec("INSERT INTO kysely_migration VALUES ('999-later', '2030-01-01')");
  sqlite.close();
  const newer = await beside({ DATA_DIR: directory, ENCRYPTION_KEY: 'cd'.repeat(32) });
  expect(newer.output).toMatch(/\[FAIL\] tables: .*999-later.*\n +→ Run the version/);
});
