import type { CookieOptions, Request, RequestHandler } from 'express';

/**
 * The panel inside a CRM's page is a frame in a page of somebody else: the browser sends it no ordinary cookie of ours,
 * and blocks those it may not have. A partitioned cookie (CHIPS) it has: kept for our frames below that very site,
 * and for nothing else. Our frames say of themselves that they are such, by a header that no other site can send.
 */
export const frameHeader = 'ringside-frame';

export const frameCookieName = '__Host-ringside-frame';

export const frameCookie = { sameSite: 'none', secure: true, partitioned: true } satisfies CookieOptions;

export function isFramed(req: Request): boolean {
  return req.get(frameHeader) !== undefined;
}

export function frameOr(framed: RequestHandler, own: RequestHandler): RequestHandler {
  return (req, res, next) => (isFramed(req) ? framed : own)(req, res, next);
}
