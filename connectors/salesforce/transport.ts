import type { HttpRequest, HttpResponse } from 'jsforce';
// Of its own file: loaders that take the package for its default export do not see it there.
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { PassThrough } from 'node:stream';
import type { Answered } from './failure.ts';

/** One request of jsforce's, and what is known of its answer even if jsforce throws. */
export interface Transport {
  httpRequest(request: HttpRequest): StreamPromise<HttpResponse>;
  /** Null: no answer began. */
  answered(): Answered | null;
}

/**
 * How jsforce reaches the network: once, and not after `signal`. Its own way (jsforce/lib/request.js) tries a GET six
 * times, follows redirects with the token, waits 30 minutes for headers and forever for a body, and hides status and
 * headers of an error.
 */
export function createTransport(send: typeof fetch, signal: AbortSignal): Transport {
  let answered: Answered | null = null;
  const answer = async ({ url, method, headers, body }: HttpRequest): Promise<HttpResponse> => {
    const response = await send(url, {
      method,
      headers: headers ?? {},
      body: typeof body === 'string' ? body : null,
      redirect: 'manual',
      signal,
    });
    answered = { status: response.status, retryAfterMs: retryAfterMs(response.headers) };
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
  return {
    httpRequest: (request) =>
      // Nobody reads an answer of Ringside's as a stream.
      StreamPromise.create(() => ({ stream: new PassThrough(), promise: answer(request) })),
    answered: () => answered,
  };
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
