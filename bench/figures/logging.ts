import { setTimeout as sleep } from 'node:timers/promises';
import { backlogOf } from '../world/backlog.ts';
import type { Place } from '../world/place.ts';

const mostMs = 300_000;
const lookMs = 20;

/**
 * Activities per second, while `start` brings processes up that find a backlog: from the first that is gone to the
 * last, so that starting does not count.
 */
export async function drainRate<T>(
  { database }: Place,
  start: () => Promise<T>,
): Promise<{ perSecond: number; started: T }> {
  const backlog = await backlogOf(database);
  const starting = start();
  const giveUpAt = performance.now() + mostMs;
  let begun: { at: number; left: number } | null = null;
  for (;;) {
    const left = await backlogOf(database);
    const at = performance.now();
    if (left < backlog) begun ??= { at, left };
    if (begun !== null && left === 0) {
      const perSecond = (begun.left / (at - begun.at)) * 1000;
      return { perSecond, started: await starting };
    }
    if (at > giveUpAt) throw new Error(`${left} activities are not logged after five minutes`);
    await sleep(lookMs);
  }
}
