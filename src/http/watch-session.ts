import type { Request, Response } from 'express';
import { Problem } from './problem.ts';

const everyMs = 60_000;

/** A stream that began now would be sent away in a moment: the proxy asks another process, or a browser asks again. */
export function refuseStreams(isLeaving: boolean): void {
  if (isLeaving) throw new Problem(503, 'This process is about to end', { headers: { 'Retry-After': '1' } });
}

/**
 * Ends a stream when its session has ended: who signed out, or was removed, is shown no more calls. The check at the
 * start of a request is not enough for one that lasts all day.
 */
export function watchSession(
  req: Request,
  res: Response,
  stillSignedIn: (req: Request) => Promise<boolean>,
  checkEveryMs = everyMs,
): void {
  if (res.closed) return;
  const timer = setInterval(() => {
    stillSignedIn(req).then(
      (signedIn) => {
        if (!signedIn) res.end();
      },
      // The database is busy: ask again next time.
      () => undefined,
    );
  }, checkEveryMs);
  timer.unref();
  res.once('close', () => {
    clearInterval(timer);
  });
}
