import { Request as SdkRequest } from '@hubspot/api-client/lib/src/services/http/Request.js';
import type { z } from 'zod';
import type { Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { Access } from './access.ts';
import { errorOf, errorOfSilence, type RequestKind } from './errors.ts';
import { createLimiter, type Limiter } from './limiter.ts';

export interface HubspotRequest {
  /** Decides what a lost answer means. */
  kind: RequestKind;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  qs?: Record<string, string>;
  body?: object;
  /** Searches have a limit of their own. */
  search?: boolean;
  /** A phone is ringing: before all that is not urgent. */
  urgent?: boolean;
}

export interface HubspotApi {
  /**
   * One request, never repeated but for a token that ended.
   *
   * @throws ConnectorError by the table of errors.ts; `unavailable` when it was not sent at all
   */
  ask<T>(request: HubspotRequest, guard: z.ZodType<T>, x: Ctx): Promise<T>;
}

export interface ApiOptions {
  apiUrl: string;
  access: Access;
  fetch: typeof fetch;
  clock: () => number;
  searchesPerSecond: number;
  /** The account's time zone, once known. */
  timeZone: () => string | null;
}

export function createApi(options: ApiOptions): HubspotApi {
  const { clock } = options;
  const { searchesPerSecond } = options;
  // A little more than the second, for clocks. Of 100 (Free) to 190 requests in 10 s, a tenth is left to others.
  const search = createLimiter({
    limit: searchesPerSecond,
    windowMs: 1_020,
    reserve: 1,
    scope: 'search',
    clock,
  });
  const rolling = createLimiter({ limit: 90, windowMs: 10_000, reserve: 10, scope: 'ten seconds', clock });

  async function askNow<T>(request: HubspotRequest, guard: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const token = await options.access.token(signal);
    const first = await send(options, request, token, signal);
    const renewed = first.status === 401 ? await options.access.renew(token, signal) : null;
    const answer = renewed === null ? first : await send(options, request, renewed, signal);
    adoptLimit(rolling, answer.headers);
    if (!answer.ok) throw refused(options, request, answer, request.search === true ? search : rolling);
    return understood(answer.text, guard, request.kind);
  }

  return {
    async ask(request, guard, x) {
      const signal = withDeadline(x, clock);
      if (signal.aborted) throw new ConnectorError('unavailable', 'Given up before anything was asked');
      const turn = { signal, deadline: x.deadline.getTime(), urgent: request.urgent ?? false };
      const ended: (() => void)[] = [];
      try {
        if (request.search === true) ended.push(await search.take(turn));
        ended.push(await rolling.take(turn));
        return await askNow(request, guard, signal);
      } finally {
        for (const done of ended) done();
      }
    },
  };
}

interface Answer {
  ok: boolean;
  status: number;
  headers: Headers;
  text: string;
}

/**
 * The SDK makes the request, our fetch sends it: `Client.apiRequest` takes no signal, so that a request which hangs
 * could never be ended, and would hold its socket.
 */
async function send(
  { apiUrl, fetch }: ApiOptions,
  { kind, method = 'GET', path, qs, body }: HubspotRequest,
  accessToken: string,
  signal: AbortSignal,
): Promise<Answer> {
  const made = new SdkRequest(
    { basePath: apiUrl, accessToken },
    { method, path, ...(qs === undefined ? {} : { qs }), ...(body === undefined ? {} : { body }) },
  );
  if (signal.aborted) throw new ConnectorError('unavailable', 'Given up before anything was asked');
  try {
    const response = await fetch(made.getUrl(), { ...made.getSendData(), signal });
    const { ok, status, headers } = response;
    return { ok, status, headers, text: await response.text() };
  } catch (error) {
    throw errorOfSilence(error, kind);
  }
}

function refused(
  { clock, timeZone }: ApiOptions,
  { kind }: HubspotRequest,
  { status, headers, text }: Answer,
  limiter: Limiter,
): ConnectorError {
  const answer = { status, retryAfter: headers.get('retry-after'), text };
  const error = errorOf(answer, kind, { now: clock(), timeZone: timeZone() });
  if (error.details.retryAt !== undefined) limiter.pauseUntil(error.details.retryAt);
  return error;
}

/** An answer that is not what HubSpot's reference says is no proof that anything was, or was not, written. */
function understood<T>(text: string, guard: z.ZodType<T>, kind: RequestKind): T {
  try {
    return guard.parse(text === '' ? null : JSON.parse(text));
  } catch (error) {
    throw errorOfSilence(error, kind);
  }
}

/** Search answers carry no such headers. */
function adoptLimit(limiter: Limiter, headers: Headers): void {
  const told = Number(headers.get('x-hubspot-ratelimit-max') ?? 0);
  const windowMs = Number(headers.get('x-hubspot-ratelimit-interval-milliseconds') ?? 0);
  if (windowMs === 10_000) limiter.adopt(Math.floor(told * 0.9));
}

function withDeadline({ signal, deadline }: Ctx, clock: () => number): AbortSignal {
  const leftMs = deadline.getTime() - clock();
  return leftMs <= 0 ? AbortSignal.abort() : AbortSignal.any([signal, AbortSignal.timeout(leftMs)]);
}
