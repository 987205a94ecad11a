import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

/** A helper process, asked one thing at a time. */
export interface Helper {
  ask<S extends z.ZodType>(command: string, parameters: object, answer: S): Promise<z.infer<S>>;
  end(): void;
}

const reply = z.object({ result: z.unknown().optional(), error: z.string().optional() });

/** Starts `file` (of this directory) as a process of its own: whoever makes load must not share our event loop. */
export function startHelper(file: string): Helper {
  const child = fork(join(import.meta.dirname, file), { execArgv: ['--max-semi-space-size=64'] });
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    async ask(command, parameters, answer) {
      child.send({ command, parameters });
      const { result, error } = reply.parse(await nextMessage(child));
      if (error !== undefined) throw new Error(`${file}: ${error}`);
      return answer.parse(result);
    },
    end: () => void child.kill(),
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the helper process ended'));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message);
    });
  });
}

const request = z.object({ command: z.string(), parameters: z.unknown() });

/** The helper's side: answers each command with what its function resolves to. */
export function answerAsked(commands: Readonly<Record<string, (parameters: unknown) => unknown>>): void {
  process.on('message', (message) => {
    const { command, parameters } = request.parse(message);
    Promise.resolve()
      .then(() => commands[command]?.(parameters))
      .then(
        (result) => process.send?.({ result }),
        (error: unknown) =>
          process.send?.({ error: error instanceof Error ? String(error.stack) : 'failed' }),
      );
  });
}
