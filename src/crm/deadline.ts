import type { Ctx } from './contract.ts';
import { ConnectorError, type ConnectorErrorCode } from './errors.ts';

export interface Deadline {
  ms: number;
  /** Aborted when the caller stops and can wait no longer. */
  stop?: AbortSignal;
  /** What a missed deadline means: `unavailable` for reads, `unknown_outcome` for writes. */
  missed: ConnectorErrorCode;
}

/**
 * Runs one outside call. The connector is told by `signal`; one that ignores it is left behind, so that it can
 * never hang its caller.
 *
 * @throws ConnectorError with `missed` when the time is over, else whatever `work` throws.
 */
export async function withDeadline<T>(
  { ms, stop, missed }: Deadline,
  work: (x: Ctx) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const overdue = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new ConnectorError(missed, String(signal.reason)));
    });
  });
  const onStop = (): void => {
    controller.abort('Ringside was stopped before the answer came');
  };
  const timer = setTimeout(() => {
    controller.abort(`No answer within ${String(ms)} ms`);
  }, ms);
  stop?.addEventListener('abort', onStop, { once: true });
  if (stop?.aborted === true) onStop();
  try {
    const x = { signal, deadline: new Date(Date.now() + ms) };
    return await Promise.race([overdue, Promise.resolve().then(() => work(x))]);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', onStop);
  }
}
