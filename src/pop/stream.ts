import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Snapshot } from '../api/call.ts';
import { toFrame, type Channel } from './channel.ts';

/** A reader this far behind is cut off: it comes back and gets a snapshot. */
const mostUnreadBytes = 1_000_000;

export interface StreamDeps {
  channel: Channel;
  snapshot(agentId: string): Promise<Snapshot>;
  heartbeatMs: number;
}

export interface Streams {
  /** Answers with the agent's live calls, then with every change. `null` from `open`: too many streams (429). */
  open(request: IncomingMessage, response: ServerResponse, agentId: string): Promise<boolean>;
  /** Ends all streams; browsers come back by themselves. */
  close(): void;
}

/** Server-Sent Events to agents. */
export function createStreams(deps: StreamDeps): Streams {
  const open = new Set<ServerResponse>();
  // One timer for all: ten thousand timers would cost more than the heartbeats.
  const heartbeat = setInterval(() => {
    for (const response of open) write(response, ': still here\n\n');
  }, deps.heartbeatMs);
  heartbeat.unref();

  return {
    async open(request, response, agentId) {
      const early: string[] = [];
      let listen = (frame: string): void => void early.push(frame);
      const end = deps.channel.subscribe(agentId, (frame) => listen(frame));
      if (end === null) return false;
      response.once('close', () => {
        end();
        open.delete(response);
      });
      // What changes while the snapshot is read is sent after it; `sequence` tells the page what is newer.
      const snapshot = await deps.snapshot(agentId).catch((error: unknown) => {
        end();
        throw error;
      });
      if (response.closed) return true;
      request.socket.setNoDelay(true);
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
        // Nothing follows a stream: a browser that kept the connection would hold up our stopping.
        Connection: 'close',
      });
      response.write(`retry: 1000\n\n${toFrame('snapshot', snapshot, '0')}${early.join('')}`);
      listen = (frame) => write(response, frame);
      open.add(response);
      return true;
    },
    close() {
      clearInterval(heartbeat);
      for (const response of open) response.end();
    },
  };
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > mostUnreadBytes) response.destroy();
  else response.write(text);
}
