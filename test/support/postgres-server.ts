import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/free-port.ts';
import { until } from './until.ts';

/** A server of the test's own, which it may stop, kill and start. */
export interface PostgresServer {
  url: string;
  /** Holds its data alone: the log is elsewhere. */
  directory: string;
  /** Of the postmaster; null: it does not run. */
  pid(): number | null;
  /** Until it answers, whatever state it was left in. */
  start(): Promise<void>;
  /** As an operator stops it: sessions are ended. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster: no goodbyes. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

const installed = '/usr/lib/postgresql';
const bin = existsSync(installed)
  ? readdirSync(installed)
      .sort((a, b) => Number(a) - Number(b))
      .map((version) => join(installed, version, 'bin'))
      .findLast((path) => existsSync(join(path, 'initdb')))
  : undefined;

/** Why tests cannot have a PostgreSQL of their own; null: they can. */
export const whyNoPostgresServer = bin === undefined ? `there is no initdb below ${installed}` : null;

const isRoot = process.getuid?.() === 0;

/** `prepare` puts a disk at the directory of its data, and answers what takes it away again. */
export async function startPostgresServer(
  prepare: (directory: string) => () => void = () => () => undefined,
): Promise<PostgresServer> {
  const place = mkdtempSync(join(tmpdir(), 'ringside_test_pg_'));
  const directory = join(place, 'disk');
  mkdirSync(directory);
  const takeAway = prepare(directory);
  own(place, directory);
  const data = join(directory, 'data');
  const port = await freePort('127.0.0.1');
  const url = `postgres://postgres@127.0.0.1:${String(port)}/postgres`;
  const settings = [`-p ${String(port)}`, `-k ${place}`, ...options.map((one) => `-c ${one}`)].join(' ');

  const control = (what: string): Promise<number> =>
    shell(`${String(bin)}/pg_ctl -D ${data} -l ${place}/log -w -t 60 ${what} >/dev/null 2>&1`);

  function pid(): number | null {
    try {
      const found = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(found, 0);
      return found;
    } catch {
      return null;
    }
  }
  const answers = async (): Promise<boolean> =>
    (await shell(`${String(bin)}/pg_isready -q -h 127.0.0.1 -p ${String(port)}`)) === 0;
  async function start(): Promise<void> {
    await until(
      'PostgreSQL answers',
      async () => {
        if (await answers()) return true;
        // One that recovers answers by itself; one that was killed may leave sessions behind for a moment.
        if (pid() === null) await control(`-o '${settings}' start`);
        return answers();
      },
      600_000,
    );
  }
  if ((await shell(`${String(bin)}/initdb -D ${data} -A trust -U postgres >/dev/null`)) !== 0)
    throw new Error('initdb failed');
  await start();
  return {
    url,
    directory,
    pid,
    start,
    async stop() {
      await control('-m fast stop');
    },
    async kill() {
      const found = pid();
      if (found !== null) process.kill(found, 'SIGKILL');
      await until('the postmaster is gone', () => pid() === null);
    },
    async remove() {
      await control('-m immediate stop');
      takeAway();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Small, so that its disk is soon full; the sessions' end is noticed at once. */
const options = [
  'listen_addresses=127.0.0.1',
  'max_wal_size=64MB',
  'min_wal_size=32MB',
  'shared_buffers=32MB',
  'max_connections=120',
];

/** initdb and the server refuse to run as root. */
async function shell(command: string): Promise<number> {
  const [program, args] = isRoot
    ? (['su', ['postgres', '-s', '/bin/sh', '-c', command]] as const)
    : (['sh', ['-c', command]] as const);
  const child = spawn(program, args, { stdio: 'ignore', cwd: '/' });
  await once(child, 'exit');
  return child.exitCode ?? 1;
}

function own(...directories: string[]): void {
  if (!isRoot) return;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  for (const one of directories) chownSync(one, id('-u'), id('-g'));
}
