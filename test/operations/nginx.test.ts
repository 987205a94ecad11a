import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Debian's, or another one by its path. */
const nginx = process.env['NGINX_BINARY'] ?? '/usr/sbin/nginx';
const isThere = spawnSync(nginx, ['-v']).status === 0;
if (!isThere && process.env['REQUIRE_ALL'] === '1') throw new Error('nginx is not installed');
if (!isThere) console.warn('SKIPPED: nginx is not installed');

describe.skipIf(!isThere)('behind nginx as deploy/nginx has it', () => {
  let directory: string;
  let office: TestService;
  let proxy: ChildProcess;
  let port: number;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
    office = await startTestService({ env: { TRUST_PROXY: '1' } });
    port = await freePort('127.0.0.1');
    const pem = ['-keyout', join(directory, 'privkey.pem'), '-out', join(directory, 'fullchain.pem')];
    spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', ...pem]);
    const site = readFileSync('deploy/nginx/ringside.conf', 'utf8')
      .replaceAll('/etc/nginx/certificates', directory)
      .replace('web:8080', new URL(office.url()).host.replace('localhost', '127.0.0.1'))
      .replace('listen 443', `listen 127.0.0.1:${port}`)
      .replace('listen 80;', `listen 127.0.0.1:${await freePort('127.0.0.1')};`);
    mkdirSync(join(directory, 'temp'));
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (of) => `${of}_temp_path ${directory}/temp/${of};`,
    );
    const main = `daemon off; pid ${directory}/pid; error_log stderr; events {}
      http { access_log off; ${temp.join(' ')} ${site} }`;
    writeFileSync(join(directory, 'nginx.conf'), main);
    proxy = spawn(nginx, ['-p', directory, '-c', join(directory, 'nginx.conf')], { stdio: 'inherit' });
    await until('nginx answers', async () => (await ask('/healthz')).status === 200);
  });
  afterAll(async () => {
    const gone = once(proxy, 'exit');
    proxy.kill('SIGTERM');
    await gone;
    await office.stop();
    rmSync(directory, { recursive: true });
  });

  /** The answer as it comes; `heard` grows for as long as it is open. */
  function open(path: string, heard: (text: string) => void): Promise<{ status: number; close: () => void }> {
    const headers = { authorization: `Bearer ${adminKey}`, host: 'ringside.example.com' };
    return new Promise((resolve, reject) => {
      const asked = request(
        { port, host: '127.0.0.1', path, headers, rejectUnauthorized: false },
        (answer) => {
          answer
            .setEncoding('utf8')
            .on('data', heard)
            .on('error', () => undefined);
          resolve({ status: answer.statusCode ?? 0, close: () => asked.destroy() });
        },
      );
      asked.on('error', reject).end();
    });
  }
  const ask = (path: string) => open(path, () => undefined).catch(() => ({ status: 0 }));

  test('a pop comes through the open stream at once, not when a buffer is full', async () => {
    let text = '';
    const stream = await open(`/api/agent/stream?agent=${encodeURIComponent(staff.eva.email)}`, (more) => {
      text += more;
    });
    await until('the snapshot is there', () => text.includes('event: snapshot'));
    const cast = aCast();
    await office.play('hub', scenarios.contaqt.simple(cast).slice(0, 1));
    await until('the pop is there', () => text.includes('event: call') && text.includes(cast.callId));
    stream.close();
  });
});
