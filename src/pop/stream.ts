import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../api/call.ts';
import { toFrame, type Channel } from './channel.ts';

/** So often while streams are sent away. */
const farewellEveryMs = 50;
/** Who was sent away comes back within this time; streams sent away all at once take longer the more they are. */
const backWithinMs = 200;
const backPerMs = 3;

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
  /**
   * Sends every stream its agent's calls as they are now: messages may have been missed. All who ask while that is
   * under way are answered by one more round.
   */
  refresh(): Promise<void>;
  /**
   * Sends all streams away, spread over this time: each gets `reconnect`, with the time after which to come back, and
   * ends. Ten thousand must not come to the next process in one moment.
   */
  leave(overMs: number): Promise<void>;
  /** Ends all streams; browsers come back by themselves. */
  close(): void;
}

/** Server-Sent Events to agents. */
export function createStreams(deps: StreamDeps): Streams {
  /** With the agent whose it is. */
  const open = new Map<ServerResponse, string>();
  // One timer for all: ten thousand timers would cost more than the heartbeats.
  const heartbeat = setInterval(() => {
    for (const response of open.keys()) write(response, ': still here\n\n');
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
      dropPageHeaders(response);
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
        // Nothing follows a stream: a browser that kept the connection would hold up our stopping.
        Connection: 'close',
      });
      response.write(`retry: 1000\n\n${toFrame('snapshot', snapshot, '0')}${early.join('')}`);
      listen = (frame) => write(response, frame);
      open.set(response, agentId);
      return true;
    },
    refresh: inRounds(async () => {
      for (const agentId of new Set(open.values())) {
        const frame = toFrame('snapshot', await deps.snapshot(agentId), '0');
        for (const [response, whose] of open) if (whose === agentId) write(response, frame);
      }
    }),
    async leave(overMs) {
      const staying = shuffled([...open.keys()]);
      const total = staying.length;
      const spreadMs = Math.max(backWithinMs, overMs === 0 ? total / backPerMs : 0);
      const from = performance.now();
      while (staying.length > 0) {
        const left = overMs === 0 ? 0 : 1 - (performance.now() - from) / overMs;
        for (const response of staying.splice(Math.max(0, Math.floor(total * left)))) {
          open.delete(response);
          sendAway(response, Math.round(Math.random() * spreadMs));
        }
        if (staying.length > 0) await sleep(farewellEveryMs);
      }
    },
    close() {
      clearInterval(heartbeat);
      for (const response of open.keys()) response.end();
    },
  };
}

/** One after the other: all who ask while a round is under way share the one after it. */
function inRounds(work: () => Promise<void>): () => Promise<void> {
  let round: Promise<void> | null = null;
  let oneMore: Promise<void> | null = null;
  const begin = (): Promise<void> => {
    oneMore = null;
    round = work().finally(() => (round = null));
    return round;
  };
  return () => {
    if (round === null) return begin();
    oneMore ??= round.then(begin, begin);
    return oneMore;
  };
}

/** `retry` is for clients that know no `reconnect`. */
function sendAway(response: ServerResponse, afterMs: number): void {
  write(response, `retry: ${String(afterMs)}\n${toFrame('reconnect', { afterMs }, '0')}`);
  response.end();
}

function shuffled<T>(list: T[]): T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** What tells a browser how to treat a page means nothing to a stream, and each stream would keep 3 kB of it. */
function dropPageHeaders(response: ServerResponse): void {
  for (const name of response.getHeaderNames())
    if (name !== 'x-content-type-options') response.removeHeader(name);
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > mostUnreadBytes) response.destroy();
  else response.write(text);
}
