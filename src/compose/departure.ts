import { setTimeout as sleep } from 'node:timers/promises';

/** How a process goes without anybody noticing, where others do the same work. */
export interface Departure {
  /** It is going: proxies are to ask another one. */
  isLeaving(): boolean;
  /** Resolves when everything may be closed. */
  leave(parts: Leaving): Promise<void>;
}

interface Leaving {
  listening: { letGo(): void };
  /** Tells the streams to come back elsewhere, spread over this time. */
  endStreams(overMs: number): Promise<void>;
  /** Takes no more work, and hands back what was taken. */
  restWork(): Promise<unknown>;
}

/**
 * @param drainMs how long requests are still answered after `/readyz` has turned; the first half is for proxies to
 *   notice, in the second the streams are sent away
 */
export function createDeparture(drainMs: number): Departure {
  let leaving = false;
  return {
    isLeaving: () => leaving,
    async leave({ listening, endStreams, restWork }) {
      leaving = true;
      listening.letGo();
      const resting = restWork();
      if (drainMs > 0) await sleep(drainMs / 2);
      await endStreams(drainMs / 2);
      await resting;
    },
  };
}
