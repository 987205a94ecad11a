import type { Ctx } from '../../src/crm/contract.ts';

interface Asked<T> {
  x: Ctx;
  resolve(answer: T | undefined): void;
  reject(error: unknown): void;
}

/**
 * Questions that come in the same turn of the event loop share one request: a hundred lost writes are looked for with
 * one search instead of a hundred.
 *
 * @param run answers many keys at once; keys it does not answer are `undefined`
 */
export function gather<T>(
  most: number,
  run: (keys: readonly string[], x: Ctx) => Promise<ReadonlyMap<string, T>>,
): (key: string, x: Ctx) => Promise<T | undefined> {
  let waiting = new Map<string, Asked<T>[]>();

  async function flush(batch: Map<string, Asked<T>[]>): Promise<void> {
    const asked = [...batch.values()].flat();
    try {
      const found = await run([...batch.keys()], patience(asked));
      for (const [key, ones] of batch) for (const { resolve } of ones) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  return (key, x) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) {
        setImmediate(() => {
          const batch = waiting;
          waiting = new Map();
          void flush(batch);
        });
      }
      const asked = { x, resolve, reject };
      const same = waiting.get(key);
      if (same === undefined) waiting.set(key, [asked]);
      else same.push(asked);
      if (waiting.size < most) return;
      const full = waiting;
      waiting = new Map();
      void flush(full);
    });
}

/** The shared request lives as long as the one who waits longest. */
function patience(asked: readonly { x: Ctx }[]): Ctx {
  const [first, ...others] = asked.map(({ x }) => x);
  if (first === undefined) throw new RangeError('nobody asked');
  return others.reduce((longest, x) => (x.deadline > longest.deadline ? x : longest), first);
}
