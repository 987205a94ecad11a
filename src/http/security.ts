import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** A year, in seconds. */
const hstsSeconds = 31_536_000;

/** Nothing inline, nothing from elsewhere, not within anyone's frame. */
export const contentSecurity = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  fontSrc: ["'self'"],
  mediaSrc: ["'self'"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * Headers of every answer but the webhook's; the pages that a CRM frames have their own (`embed.ts`).
 * Without https there is no `upgrade-insecure-requests` and no HSTS: both would lock people in a plain network out.
 */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: contentSecurity,
    },
    strictTransportSecurity: secure ? { maxAge: hstsSeconds, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
