import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';

export interface Runner {
  /** Takes a turn now, or another one after the one that is under way. */
  wake(): void;
  /** Resolves when no turn is under way and none is due now. */
  idle(): Promise<void>;
  /** No further turns; the one under way goes on: wait for it with `idle`. */
  stop(): void;
}

export interface RunnerDeps {
  /** Epoch ms of the next turn; null: when woken. Its failure is told to `onError` and tried again. */
  turn: () => Promise<number | null>;
  clock: Clock;
  /** Longest sleep: work that another process left is found even when no wake-up comes. */
  pollMs: number;
  /** After a turn that failed, as when the database is away. */
  errorMs: number;
  onError: (error: unknown) => void;
}

/** Takes turns one after the other, sleeping until the next is due. */
export function createRunner({ turn, clock, pollMs, errorMs, onError }: RunnerDeps): Runner {
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let stopped = false;

  const woken = (): boolean => again;
  const takeTurn = async (): Promise<number | null> => {
    try {
      return await turn();
    } catch (error) {
      onError(error);
      return clock() + errorMs;
    }
  };

  const run = async (): Promise<void> => {
    let next: number | null;
    do {
      again = false;
      next = await takeTurn();
      // An embedded database answers without leaving the event loop's tick: let the webhooks in between.
      await breathe();
    } while (!stopped && (woken() || (next !== null && next <= clock())));
    // No await from the last look at `again` to here: no wake-up can fall between.
    running = null;
    if (stopped) return;
    timer = setTimeout(wake, Math.min(pollMs, next === null ? pollMs : Math.max(0, next - clock())));
    timer.unref();
  };

  const wake = (): void => {
    if (stopped) return;
    again = true;
    clearTimeout(timer);
    running ??= run();
  };

  return {
    wake,
    async idle() {
      while (running !== null) await running;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
