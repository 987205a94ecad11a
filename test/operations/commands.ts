import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../src/platform/project-root.ts';

export interface Ended {
  code: number | null;
  output: string;
}

export interface Begun {
  /** What it has said so far. */
  output(): string;
  /** SIGKILL. */
  kill(): void;
  ended: Promise<Ended>;
}

/** One of the commands, as an operator runs it: a process of its own. */
export function begin(main: string, env: Record<string, string>, ...args: string[]): Begun {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: projectRoot(),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    output: () => output,
    kill: () => void child.kill('SIGKILL'),
    ended: once(child, 'close').then(() => ({ code: child.exitCode, output })),
  };
}

/** Begins it and lets it end. */
export function run(main: string, env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return begin(main, env, ...args).ended;
}
