import type { Pop, Presence } from '../api/call.ts';

export type AgentMessage = { event: 'call'; data: Pop } | { event: 'presence'; data: Presence };

/** Takes one agent's messages, already written as Server-Sent Events. */
export type Listener = (frame: string) => void;

/** Fan-out to the open streams of each agent, within this process. */
export interface Channel {
  publish(agentId: string, message: AgentMessage): void;
  /** Answers the function that ends the subscription; null: this agent has too many streams open. */
  subscribe(agentId: string, listener: Listener): (() => void) | null;
  /** True when streams of this process hear it. */
  hasListeners(agentId: string): boolean;
  /** Streams of other processes may hear it as well. False: what nobody here hears need not be made. */
  readonly reachesOthers: boolean;
  streams(): number;
}

export function createChannel(mostStreamsPerAgent: number): Channel {
  const listeners = new Map<string, Set<Listener>>();
  let streams = 0;
  let lastId = 0;

  return {
    publish(agentId, message) {
      const own = listeners.get(agentId);
      if (own === undefined) return;
      const frame = toFrame(message.event, message.data, String(++lastId));
      for (const listener of own) listener(frame);
    },
    subscribe(agentId, listener) {
      const own = listeners.get(agentId) ?? new Set();
      if (own.size >= mostStreamsPerAgent) return null;
      own.add(listener);
      listeners.set(agentId, own);
      streams++;
      return () => {
        if (!own.delete(listener)) return;
        streams--;
        if (own.size === 0) listeners.delete(agentId);
      };
    },
    hasListeners: (agentId) => listeners.has(agentId),
    reachesOthers: false,
    streams: () => streams,
  };
}

/** One Server-Sent Event. JSON has no raw line breaks, so `data` is one line. */
export function toFrame(event: string, data: unknown, id: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
