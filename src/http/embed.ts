import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { EmbedPlace } from '../crm/contract.ts';
import { contentSecurity } from './security.ts';

/** Where the connections of this CRM show the panel; asked at each request, since connections change. */
export type EmbedPlaces = (crm: string) => readonly (EmbedPlace & { connection: string })[];

/**
 * Headers of the pages under /embed: the windows of the configured CRM accounts may frame them, nobody else, and they
 * may load those CRMs' own scripts. `/embed/sign-in` is a window of its own that answers the frame that opened it: that
 * it still knows its opener is what `unsafe-none` says, which is the browsers' default.
 */
export function embedHeaders(placesOf: EmbedPlaces): RequestHandler<{ crm: string }> {
  return (req, res, next) => {
    res.set('Cross-Origin-Opener-Policy', 'unsafe-none');
    const places = placesOf(req.params.crm);
    if (places.length === 0) {
      next();
      return;
    }
    // It knows no list of hosts; `frame-ancestors` does.
    res.removeHeader('X-Frame-Options');
    const scripts = places.flatMap(({ script }) => (script === null ? [] : [new URL(script).origin]));
    const directives = {
      ...contentSecurity,
      scriptSrc: [...contentSecurity.scriptSrc, ...new Set(scripts)],
      frameAncestors: [...new Set(places.flatMap(({ ancestors }) => ancestors))],
    };
    helmet.contentSecurityPolicy({ useDefaults: false, directives })(req, res, next);
  };
}
