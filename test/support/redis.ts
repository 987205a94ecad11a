import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { freePort } from '../../src/platform/free-port.ts';
import { until } from './until.ts';

/** A server of the test's own, which it may stop, start and empty. */
export interface TestRedis {
  url: string;
  start(): Promise<void>;
  /** At once, without goodbyes. */
  stop(): Promise<void>;
  empty(): Promise<void>;
}

/** Why there is no Redis for tests; null: there is. */
export const whyNoRedis =
  spawnSync('redis-server', ['--version']).status === 0 ? null : 'redis-server is not installed';

/** A Redis in memory, with a password. `more`: settings as on its command line. */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort('127.0.0.1');
  const password = 'hush';
  const url = `redis://:${password}@127.0.0.1:${String(port)}`;
  const settings = [
    '--port',
    String(port),
    '--requirepass',
    password,
    '--save',
    '',
    '--bind',
    '127.0.0.1',
    ...more,
  ];
  let child: ChildProcess | null = null;

  async function ask(command: string): Promise<unknown> {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand([command]);
    } finally {
      client.destroy();
    }
  }

  async function start(): Promise<void> {
    child = spawn('redis-server', settings, { stdio: 'ignore' });
    await until('Redis answers', () => ask('PING').catch(() => null));
  }
  async function stop(): Promise<void> {
    await killed(child);
    child = null;
  }
  await start();
  return {
    url,
    start,
    stop,
    async empty() {
      await ask('FLUSHALL');
    },
  };
}

async function killed(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
