import { type Attempt, type End, follow, silenceMs } from './follow.ts';
import type { PanelMessage } from './state.ts';

const firstDelayMs = 500;
const longestDelayMs = 15_000;
const refusedDelayMs = 30_000;
/** A server that ends sends its streams to another: nobody need know, unless it takes longer. */
const movingMs = 3_000;

export interface Connection {
  /** The computer woke up, or the network came back, or someone asks: look at once whether the line lives. */
  wake(inNewNetwork?: boolean): void;
  close(): void;
}

/** Keeps one stream open, and says when it is lost and when the next try is due. */
export function connect(url: string, onMessage: (message: PanelMessage) => void): Connection {
  let closed = false;
  let failures = 0;
  let heardAt = Date.now();
  let attempt: Attempt | null = null;
  let retry: number | undefined;
  const moving = createMoving(() => {
    onMessage({ type: 'lost', problem: 'Ringside restarts.', retryAt: Date.now(), at: heardAt });
  });

  function open(): void {
    window.clearTimeout(retry);
    attempt?.stop();
    const mine = follow(url, {
      onHeard: () => (heardAt = Date.now()),
      onMessage(message) {
        if (message.type === 'snapshot') settled();
        onMessage(message);
      },
    });
    attempt = mine;
    void mine.ended.then((end) => {
      if (!closed && attempt === mine) settle(end);
    });
  }

  function settled(): void {
    failures = 0;
    moving.end();
  }

  function settle(end: End): void {
    attempt = null;
    if (end.kind === 'moved') {
      moving.begin(end.afterMs + movingMs);
      retry = window.setTimeout(open, end.afterMs);
      return;
    }
    if (end.kind !== 'lost') settled();
    if (end.kind === 'signed-out') {
      onMessage({ type: 'signed-out' });
      return;
    }
    const delayMs = end.kind === 'refused' ? refusedDelayMs : backoff(failures++);
    const retryAt = Date.now() + delayMs;
    if (end.kind === 'refused') onMessage({ type: 'refused', problem: end.problem, retryAt });
    else if (!moving.is()) onMessage({ type: 'lost', problem: end.problem, retryAt, at: heardAt });
    retry = window.setTimeout(open, delayMs);
  }

  open();
  return {
    wake(inNewNetwork = false) {
      const mayBeDead = inNewNetwork || Date.now() - heardAt > silenceMs / 2;
      if (!closed && (attempt === null || mayBeDead)) open();
    },
    close() {
      closed = true;
      window.clearTimeout(retry);
      moving.end();
      attempt?.stop();
    },
  };
}

function backoff(failures: number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 10));
  // Spread out, or every agent's browser comes back in the same instant after a restart.
  return delay * (0.7 + Math.random() * 0.6);
}

/** While it lasts, a lost line is on its way to another server. */
function createMoving(onTooLong: () => void) {
  let timer: number | undefined;
  const end = (): void => {
    window.clearTimeout(timer);
    timer = undefined;
  };
  return {
    begin(ms: number) {
      end();
      timer = window.setTimeout(() => {
        end();
        onTooLong();
      }, ms);
    },
    is: () => timer !== undefined,
    end,
  };
}
