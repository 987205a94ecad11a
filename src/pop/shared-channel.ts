import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { popShape, presenceShape } from '../api/call.ts';
import type { AgentMessage, Channel } from './channel.ts';

/** What carries messages to the other processes, as far as pops need it. */
export interface Carrier {
  /** Fails at once when nothing can be carried. */
  publish(text: string): Promise<unknown>;
  /** Calls `hear` for each message of any process, and `resumed` whenever messages may have been missed before. */
  subscribe(hear: (text: string) => void, resumed: () => void): void;
}

export interface SharedChannelDeps {
  /** The streams of this process. */
  local: Channel;
  carrier: Carrier;
  /** Another process's message is on open streams of this one. */
  onShown(agentId: string, message: AgentMessage): void;
  /** Messages may have been missed: the streams are to begin anew. */
  onGap(): void;
  onError(error: unknown): void;
}

const envelope = z.object({
  from: z.string(),
  agentId: z.string(),
  message: z.discriminatedUnion('event', [
    z.object({ event: z.literal('call'), data: popShape }),
    z.object({ event: z.literal('presence'), data: presenceShape }),
  ]),
});

/**
 * Fan-out to an agent's streams wherever they are connected: here at once, elsewhere by way of the carrier. What the
 * carrier loses is made good by `onGap`: pops are state.
 */
export function createSharedChannel(deps: SharedChannelDeps): Channel {
  const { local, carrier } = deps;
  const self = randomUUID();

  carrier.subscribe((text) => {
    const read = envelope.safeParse(parsed(text));
    if (!read.success) {
      deps.onError(read.error);
      return;
    }
    const { from, agentId, message } = read.data;
    if (from === self || !local.hasListeners(agentId)) return;
    local.publish(agentId, message);
    deps.onShown(agentId, message);
  }, deps.onGap);

  return {
    ...local,
    reachesOthers: true,
    publish(agentId, message) {
      local.publish(agentId, message);
      carrier.publish(JSON.stringify({ from: self, agentId, message })).catch(deps.onError);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
