import { fork, spawn, type ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/platform/free-port.ts';
import { projectRoot } from '../../src/platform/project-root.ts';
import { encryptionKey } from '../world/seed.ts';

/** A server under load, in its own process. */
export interface Target {
  port: number;
  /** CPU time used since its start, ms. */
  cpuMs(): number;
  /** Resident memory now, MB: its own, and pages of files that it maps (the database). */
  memory(): { ownMb: number; filesMb: number };
  stop(): Promise<void>;
}

export type BaselineKind = 'express' | 'express-fast' | 'streams';

const host = '127.0.0.1';

/**
 * The service as `npm start` runs it, on this data directory; `env` is what a figure sets besides. Node options are for
 * profiling: `BENCH_NODE_OPTIONS`.
 */
export async function startService(dataDir: string, env: Record<string, string> = {}): Promise<Target> {
  const port = await freePort(host);
  const log = openSync(join(dataDir, 'service.log'), 'a');
  const options = (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== '');
  const child = spawn(process.execPath, [...options, join(projectRoot(), 'dist', 'src', 'main.js')], {
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      HOST: host,
      PORT: String(port),
      DATA_DIR: dataDir,
      OUTBOUND_ALLOW: 'loopback',
      ENCRYPTION_KEY: encryptionKey,
      ...env,
    },
  });
  return ready(child, port);
}

/** What the service is measured against. */
export async function startBaseline(kind: BaselineKind): Promise<Target> {
  const port = await freePort(host);
  const child = fork(join(import.meta.dirname, 'baseline.js'), [kind, String(port)], { execArgv: [] });
  return ready(child, port);
}

async function ready(child: ChildProcess, port: number): Promise<Target> {
  const { pid } = child;
  process.once('exit', () => child.kill('SIGKILL'));
  for (let tries = 0; !(await answers(port)); tries++) {
    if (pid === undefined || child.exitCode !== null || tries > 600)
      throw new Error('the server did not start');
    await sleep(50);
  }
  return {
    port,
    cpuMs: () => cpuMs(pid),
    memory: () => memory(pid),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Linux counts a process's time in hundredths of a second. */
const msPerTick = 10;

function cpuMs(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid ?? 'self'}/stat`, 'utf8');
  // The command's name, in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

function memory(pid: number | undefined): { ownMb: number; filesMb: number } {
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  const kb = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN);
  return { ownMb: kb('RssAnon') / 1024, filesMb: (kb('RssFile') + kb('RssShmem')) / 1024 };
}
