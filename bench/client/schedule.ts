import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** Timers are up to a millisecond late: what is nearer than this is waited for by looking at the clock. */
const spinMs = 2;

/**
 * Calls `send` with 0, 1, 2 … at a fixed rate, each at its time or as soon after it as this process can. `dueAt` is
 * the time planned (`performance.now()`): latency counts from there, or a server that stalls would be asked less and
 * look better for it (coordinated omission).
 */
export async function atRate(
  perSecond: number,
  count: number,
  send: (n: number, dueAt: number) => void,
): Promise<void> {
  const startedAt = performance.now() + spinMs;
  for (let n = 0; n < count; n++) {
    const dueAt = startedAt + (n * 1000) / perSecond;
    for (let left = dueAt - performance.now(); left > 0; left = dueAt - performance.now()) {
      await (left > spinMs ? sleep(left - spinMs) : turn());
    }
    send(n, dueAt);
  }
}
