import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../src/platform/project-root.ts';

export interface Ended {
  code: number | null;
  output: string;
}

/** One of the commands, as an operator runs it: a process of its own. */
export async function run(main: string, env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: projectRoot(),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return { code: child.exitCode, output };
}
