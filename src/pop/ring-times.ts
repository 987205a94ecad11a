import { LRUCache } from 'lru-cache';
import type { Item } from '../calls/item.ts';
import type { StoredCall } from '../model/call.ts';
import type { Clock } from '../platform/clock.ts';
import { agentsOf, popStateOf } from './projection.ts';

export interface RingTimesDeps {
  clock: Clock;
  /** True when somebody would see it. */
  hasListeners(agentId: string): boolean;
  /** Told how long it took from an event's arrival to the open panels of agents whose phones ring, ms. */
  observe(ms: number): void;
}

/** Measures what Ringside is for: from the ring on the wire to the pop on its way. */
export interface RingTimes {
  /** On the way of every event. */
  arrived(item: Item): void;
  /** After its pops were published. */
  published(call: StoredCall): void;
}

/** Calls whose event is on its way through; more than are ever under way at once. */
const mostUnderWay = 20_000;

export function createRingTimes({ clock, hasListeners, observe }: RingTimesDeps): RingTimes {
  const arrivedAt = new LRUCache<string, number>({ max: mostUnderWay });
  return {
    arrived({ source, event, receivedAt }) {
      if (event?.callId === undefined || event.leg === undefined) return;
      const key = `${source.id} ${event.callId}`;
      if (!arrivedAt.has(key)) arrivedAt.set(key, receivedAt);
    },
    published(call) {
      const key = `${call.sourceId} ${call.pbxCallId}`;
      const since = arrivedAt.get(key);
      if (since === undefined) return;
      arrivedAt.delete(key);
      const isSeen = (agentId: string): boolean =>
        popStateOf(call, agentId) === 'ringing' && hasListeners(agentId);
      if (agentsOf(call).some(isSeen)) observe(Math.max(0, clock() - since));
    },
  };
}
