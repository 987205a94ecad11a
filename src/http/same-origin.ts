import type { Request } from 'express';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends our cookie along with requests that other sites make it send. Whatever changes something on the
 * strength of a cookie must therefore come from our own pages, as `Sec-Fetch-Site` says or, in older browsers,
 * `Origin`. Every browser sends one of them with such requests; programs use API keys, which no site can borrow.
 * Requests without a session are held to it only if they bear such a header: that keeps other sites from signing
 * someone in, and lets `curl` set up a new installation.
 */
export function needSameOrigin(req: Request, caller: Caller | null, publicUrl: string): void {
  if (reading.has(req.method) || caller?.kind === 'key') return;
  if (isOurs(req, publicUrl) ?? caller === null) return;
  throw new Problem(403, 'This request does not come from Ringside’s own pages', {
    detail:
      'Changes made with a session need a same-origin Sec-Fetch-Site or Origin header. Programs use an API key.',
  });
}

/** Null: nothing in the request tells. */
function isOurs(req: Request, publicUrl: string): boolean | null {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = req.get('origin');
  if (origin === undefined) return null;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === req.get('host') || origin === new URL(publicUrl).origin;
}
