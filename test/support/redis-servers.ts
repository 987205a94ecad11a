import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/free-port.ts';

/** Servers with settings of their own, each a process in a directory that goes with them. */
export interface RedisServers {
  directory: string;
  /** `settings` as on the command line; resolves to its port when it listens. */
  start(settings: (port: number) => readonly string[]): Promise<RedisProcess>;
  /** The same, as a sentinel with this configuration. */
  sentinel(text: (port: number) => string): Promise<RedisProcess>;
  stop(): Promise<void>;
}

export interface RedisProcess {
  port: number;
  kill(): Promise<void>;
}

export function createRedisServers(): RedisServers {
  const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  const running: RedisProcess[] = [];

  async function run(port: number, args: readonly string[]): Promise<RedisProcess> {
    const child = spawn('redis-server', args, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
    await listening(child);
    const one = { port, kill: () => killed(child) };
    running.push(one);
    return one;
  }

  return {
    directory,
    async start(settings) {
      const port = await freePort('127.0.0.1');
      return run(port, ['--save', '', '--bind', '127.0.0.1', ...settings(port)]);
    },
    async sentinel(text) {
      const port = await freePort('127.0.0.1');
      const file = join(directory, `sentinel-${String(port)}.conf`);
      writeFileSync(file, text(port));
      return run(port, [file, '--sentinel']);
    },
    async stop() {
      await Promise.all(running.map((one) => one.kill()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A certificate for 127.0.0.1 by an authority of its own, in `directory`: ca.pem, server.pem, server.key. */
export function writeCertificates(directory: string): void {
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: directory, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  writeFileSync(join(directory, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl('req', '-x509', ...key, '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...key, '-subj', '/CN=redis', '-keyout', 'server.key', '-out', 'server.csr');
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'server.csr', ...by, '-out', 'server.pem');
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/Ready to accept connections|Sentinel ID is/.test(said)) resolve();
    });
    child.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
