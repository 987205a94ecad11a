import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Board } from '../api/board.ts';

/** A reader this far behind is cut off: it comes back and gets the board as it is then. */
const mostUnreadBytes = 1_000_000;

export interface FeedDeps {
  read(): Promise<Board>;
  everyMs: number;
  heartbeatMs: number;
  mostWatchers: number;
  onError(error: unknown): void;
}

export interface BoardFeed {
  /** Answers with the board, and again whenever it has changed. False: too many watch, nothing was answered. */
  open(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): void;
}

/**
 * The live board as Server-Sent Events, each the whole board. It is read on a timer while somebody watches, and only
 * then: rings and talks never wait for supervisors.
 */
export function createBoardFeed(deps: FeedDeps): BoardFeed {
  const watchers = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  let last = '';
  let sentAt = 0;

  async function look(): Promise<void> {
    try {
      const text = JSON.stringify(await deps.read());
      if (text !== last) tell(`event: board\ndata: ${text}\n\n`);
      else if (performance.now() - sentAt > deps.heartbeatMs) tell(': still here\n\n');
      last = text;
    } catch (error) {
      deps.onError(error);
    }
    timer = watchers.size === 0 ? undefined : setTimeout(() => void look(), deps.everyMs).unref();
  }

  function tell(frame: string): void {
    sentAt = performance.now();
    for (const response of watchers) {
      if (response.writableLength > mostUnreadBytes) response.destroy();
      else response.write(frame);
    }
  }

  return {
    async open(request, response) {
      if (watchers.size >= deps.mostWatchers) return false;
      const board = await deps.read();
      if (response.closed) return true;
      request.socket.setNoDelay(true);
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
        Connection: 'close',
      });
      response.write(`retry: 1000\n\nevent: board\ndata: ${JSON.stringify(board)}\n\n`);
      watchers.add(response);
      response.once('close', () => watchers.delete(response));
      timer ??= setTimeout(() => void look(), deps.everyMs).unref();
      return true;
    },
    close() {
      clearTimeout(timer);
      for (const response of watchers) response.end();
      watchers.clear();
    },
  };
}
