import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/free-port.ts';

/** Debian's, or another one by its path. */
const nginx = process.env['NGINX_BINARY'] ?? '/usr/sbin/nginx';

export const nginxIsThere = spawnSync(nginx, ['-v']).status === 0;
if (!nginxIsThere && process.env['REQUIRE_ALL'] === '1') throw new Error('nginx is not installed');
if (!nginxIsThere) console.warn('SKIPPED: nginx is not installed');

/** The server name in `deploy/nginx`. */
export const site = 'ringside.example.com';

export interface Proxy {
  /** Of https, on 127.0.0.1. */
  port: number;
  stop(): Promise<void>;
}

/** nginx as `deploy/nginx` has it, before these processes (`127.0.0.1:8080`); ports and certificate are its own. */
export async function startNginx(upstreams: readonly string[]): Promise<Proxy> {
  const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  const port = await freePort('127.0.0.1');
  const pem = ['-keyout', join(directory, 'privkey.pem'), '-out', join(directory, 'fullchain.pem')];
  spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', ...pem]);
  mkdirSync(join(directory, 'temp'));
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (of) => `${of}_temp_path ${directory}/temp/${of};`,
  );
  const site = withUpstreams(readFileSync('deploy/nginx/ringside.conf', 'utf8'), upstreams)
    .replaceAll('/etc/nginx/certificates', directory)
    .replace('listen 443', `listen 127.0.0.1:${String(port)}`)
    .replace('listen 80;', `listen 127.0.0.1:${String(await freePort('127.0.0.1'))};`);
  const main = `daemon off; pid ${directory}/pid; error_log stderr crit; events {}
    http { access_log off; ${temp.join(' ')} ${site} }`;
  writeFileSync(join(directory, 'nginx.conf'), main);
  const child = spawn(nginx, ['-p', directory, '-c', join(directory, 'nginx.conf')], { stdio: 'inherit' });
  return {
    port,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(directory, { recursive: true });
    },
  };
}

/** Each gets the line that the file has for each. */
function withUpstreams(text: string, upstreams: readonly string[]): string {
  const [first = '', ...others] = text.match(/^ *server web-\w:8080.*\n/gm) ?? [];
  const lines = upstreams.map((one) => first.replace(/web-\w:8080/, one)).join('');
  return others.reduce((rest, line) => rest.replace(line, ''), text).replace(first, lines);
}
