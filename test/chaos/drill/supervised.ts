import { setTimeout as sleep } from 'node:timers/promises';
import { run, type RunningProcess } from '../../support/process.ts';

/** One process of Ringside under a supervisor, as systemd or an orchestrator is: what ends is started again. */
export interface Supervised {
  name: string;
  isWeb: boolean;
  client: RunningProcess;
  /** What it should never do: end by itself, or not end when told to. */
  readonly crashes: readonly string[];
  kill(): Promise<void>;
  /** SIGTERM. */
  end(): Promise<void>;
  /** Until it is ready, however often that takes. */
  start(): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

const lookMs = 250;
const againMs = 300;
/** Far more than it takes, for machines that stand still at times. */
const mostStopMs = 30_000;

export async function supervise(
  name: string,
  main: string,
  env: Readonly<Record<string, string>>,
): Promise<Supervised> {
  const client = await run(env, main);
  const crashes: string[] = [];
  /** Somebody else sees to it just now. */
  let held = 0;
  let isOver = false;
  const over = (): boolean => isOver;

  async function start(): Promise<void> {
    while (!over()) {
      try {
        // It may have been too slow for whoever waited, and be alive.
        await client.kill();
        await client.start();
        return;
      } catch {
        // The database is away, or the disk is full: it ends, and is started again.
        await sleep(againMs);
      }
    }
  }
  async function holding<T>(work: () => Promise<T>): Promise<T> {
    held += 1;
    try {
      return await work();
    } finally {
      held -= 1;
    }
  }
  const watching = (async () => {
    while (!over()) {
      if (held === 0 && !client.isAlive()) {
        crashes.push(`${name} ended by itself: ${client.output().slice(-2_000)}`);
        await holding(start);
      }
      await sleep(lookMs);
    }
  })();
  let down: (() => void) | null = null;
  /** It stays down until `start`. */
  const keepDown = (): void => {
    if (down !== null) return;
    void holding(() => new Promise<void>((resolve) => (down = resolve)));
  };
  return {
    name,
    isWeb: env['ROLE'] !== 'worker',
    client,
    crashes,
    async kill() {
      keepDown();
      await client.kill();
    },
    async end() {
      keepDown();
      const code = await Promise.race([client.stop(), sleep(mostStopMs, 'late' as const)]);
      if (code === 0) return;
      crashes.push(`${name} did not stop as it should: ${String(code)}`);
      await client.kill();
    },
    async start() {
      await holding(start);
      down?.();
      down = null;
    },
    async stop() {
      isOver = true;
      await watching;
      await client.kill();
    },
  };
}
