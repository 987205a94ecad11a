import type { Engine, EngineDeps } from '../activity/engine.ts';
import { createRunner, type Runner } from '../activity/runner.ts';
import type { Clock } from '../platform/clock.ts';
import type { WakeQueue } from '../platform/wake-queue.ts';

/**
 * How processes share the engine's work: whoever plans activities rings for a worker, and each job is one batch. A
 * worker looks at the table now and then besides (`createRunner`), so that work goes on while Redis is away and
 * nothing is forgotten that it forgot.
 */
export function sharedRunners(queue: WakeQueue, isWorker: boolean): NonNullable<EngineDeps['runnerOf']> {
  return (connectionId, deps): Runner => {
    const ring = (): boolean => queue.wake(connectionId);
    if (!isWorker) return { wake: ring, idle: () => Promise.resolve(), stop: () => undefined };
    const own = createRunner(deps);
    own.wake();
    return {
      ...own,
      wake() {
        if (!ring()) own.wake();
      },
    };
  };
}

/** Takes the turns that this or another process rang for. */
export function workOnRings(queue: WakeQueue, engine: Pick<Engine, 'turn'>, clock: Clock): void {
  queue.onWake(async (connectionId) => {
    const next = await engine.turn(connectionId);
    if (next !== null) queue.wake(connectionId, Math.max(0, next - clock()));
  });
}
