import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 15;

/**
 * What `look` finds, as soon as it finds something (not null, not undefined, not false). Rejects with the last
 * answer when it does not within the time: the limit is for telling what is wrong, tests never wait for time.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 30_000,
): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await sleep(pauseMs);
  }
}
