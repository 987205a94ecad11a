import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../src/platform/project-root.ts';
import { createClient, type Client } from './client.ts';
import { anOffice, type Provision } from './office.ts';
import { activitiesInBook, isQuiet, peekIntoFile } from './peek.ts';
import { aPlace } from './service.ts';
import { until } from './until.ts';
import type { CallActivity } from '../../src/model/activity.ts';

export interface TestProcess extends Client {
  databaseFile: string;
  isAlive(): boolean;
  /** Undefined: it could not be started. */
  pid(): number | undefined;
  /** Everything it has written to its outputs so far. */
  output(): string;
  inBook(): Promise<CallActivity[]>;
  quiet(): Promise<true>;
  /** SIGKILL: no goodbyes. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same data, at the same address. */
  start(): Promise<void>;
  /** Ends it as an operator would, and removes its data. Resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** For telling that it never will: machines under load take their time. */
const startMs = 120_000;

/** The service as operators run it: a process of its own. `main` is what it runs; `env` is beside the usual. */
export async function startProcess(
  provision: Provision = anOffice(),
  main = 'src/main.ts',
  env: Readonly<Record<string, string>> = {},
): Promise<TestProcess> {
  const place = aPlace(provision);
  const peek = peekIntoFile(place.databaseFile);
  const running = await run({ ...place.env, ...env }, main);
  return {
    ...running,
    databaseFile: place.databaseFile,
    inBook: () => activitiesInBook(peek),
    quiet: () => until('everything is settled and logged', () => isQuiet(peek), 60_000),
    async stop() {
      const code = await running.stop();
      place.remove();
      return code;
    },
  };
}

export type RunningProcess = Omit<TestProcess, 'databaseFile' | 'inBook' | 'quiet'>;

/** One process with this environment; started again, it listens where it did before. */
export async function run(env: Readonly<Record<string, string>>, main: string): Promise<RunningProcess> {
  let url = '';
  let output = '';
  let child: ChildProcess;

  async function start(): Promise<void> {
    const port = url === '' ? '0' : new URL(url).port;
    child = spawn(process.execPath, [...(main.endsWith('.ts') ? ['--import', 'tsx'] : []), main], {
      cwd: projectRoot(),
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...env, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const from = output.length;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    await until(
      'Ringside is ready',
      () => {
        url = /Ringside is ready: (\S+)/.exec(output.slice(from))?.[1] ?? url;
        if (!isAlive()) throw new Error(`it ended: ${output.slice(from)}`);
        return output.slice(from).includes('Ringside is ready');
      },
      startMs,
    );
  }

  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!isAlive()) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  await start();
  return {
    ...createClient(() => url.replace('localhost', '127.0.0.1')),
    isAlive,
    pid: () => child.pid,
    output: () => output,
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGTERM');
      return child.exitCode;
    },
  };
}
