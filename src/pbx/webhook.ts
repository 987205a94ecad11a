import type { Request, Response } from 'express';
import type { Item } from '../calls/item.ts';
import type { Fault } from '../model/event.ts';
import type { Clock } from '../platform/clock.ts';
import { NotStored } from '../platform/group-commit.ts';
import type { Log } from '../platform/log.ts';
import { hasBasic, isAllowedAddress } from './admission.ts';
import type { Dialect } from './dialect.ts';
import { toItems } from './items.ts';
import { readBody } from './read-body.ts';
import type { Source } from './source.ts';

export interface WebhookDeps {
  sourceByKey(key: string): Source | null;
  dialect(name: string): Dialect | undefined;
  /** Resolves when the items are durable; rejects with `NotStored`. */
  receive(items: readonly Item[]): Promise<void>;
  /** Counts a request with an unknown key; false: too many from this address. */
  mayGuess(address: string): Promise<boolean>;
  clock: Clock;
  log: Log;
  /** Bytes. */
  bodyLimit: number;
  /** Told of every answer: source name (null: unknown key), status, items. */
  observe?(source: string | null, status: number, events: number): void;
}

interface Target {
  key: string;
  pathEvent: string | null;
  query: string;
}

/** `/pbx/{key}[/{event}]`, mounted at `/pbx`: answers 200 once the events are durable (DESIGN §4). */
export function createWebhook(deps: WebhookDeps) {
  return async function webhook(request: Request, response: Response): Promise<void> {
    const target = readTarget(request.url);
    const source = deps.sourceByKey(target.key);
    if (source === null || !isAllowedAddress(source, request.ip ?? '')) {
      await refuseStranger(deps, request, response);
      return;
    }
    const refusal = refusalOf(source, request);
    if (refusal !== null) {
      deps.observe?.(source.name, refusal.status, 0);
      problem(response, refusal);
      return;
    }
    await take(deps, source, target, request, response);
  };
}

async function take(
  deps: WebhookDeps,
  source: Source,
  target: Target,
  request: Request,
  response: Response,
): Promise<void> {
  const dialect = deps.dialect(source.dialect);
  const body = request.method === 'GET' ? noBody : await readBody(request, deps.bodyLimit);
  if (!body.ok || dialect === undefined) {
    if (!body.ok && body.reason === 'aborted') return;
    response.setHeader('Connection', 'close');
    problem(
      response,
      dialect === undefined ? noDialect : { ...tooLarge, detail: `Send at most ${deps.bodyLimit} bytes.` },
    );
    return;
  }
  const { headers, method } = request;
  const items = toItems(
    source,
    dialect,
    {
      ...target,
      method,
      headerEvent: header(headers['x-event']),
      contentType: headers['content-type'],
      body: body.text,
    },
    deps.clock(),
  );
  try {
    await deps.receive(items);
    answer(deps, source, items, response);
  } catch (error) {
    if (!(error instanceof NotStored)) throw error;
    deps.observe?.(source.name, 503, items.length);
    response.setHeader('Retry-After', '5');
    problem(response, notStored);
  }
}

function answer(deps: WebhookDeps, source: Source, items: readonly Item[], response: Response): void {
  const faults = items.flatMap((item) => item.faults);
  const status = faults.length === 0 ? 200 : 400;
  deps.observe?.(source.name, status, items.length);
  logEvents(deps, source, status, items);
  if (status === 200) {
    response.writeHead(200, okHeaders);
    response.end('OK');
    return;
  }
  const names = [...new Set(items.flatMap((item) => (item.faults.length > 0 ? (item.name ?? []) : [])))];
  const detail = `${names.join(', ') || 'The request'} cannot be understood; it is kept in the journal as rejected.`;
  problem(response, { status, title: 'Malformed event', detail, errors: faults });
}

/** One line for each event, at `debug`: at thousands of events a second the lines would cost more than the work. */
function logEvents(
  { log, clock }: WebhookDeps,
  source: Source,
  status: number,
  items: readonly Item[],
): void {
  if (!log.isLevelEnabled('debug')) return;
  for (const { name, status: became, event, receivedAt } of items) {
    const ms = clock() - receivedAt;
    log.debug({ source: source.name, status, event: name, became, pbxCallId: event?.callId, ms }, 'event');
  }
}

const okHeaders = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 };
const noBody = { ok: true, text: '' } as const;

interface Problem {
  status: number;
  title: string;
  detail?: string;
  errors?: readonly Fault[];
}

const unknownKey: Problem = { status: 404, title: 'Not found' };
const tooManyGuesses: Problem = { status: 429, title: 'Too many requests with an unknown key' };
const tooLarge: Problem = { status: 413, title: 'Too large' };
const notStored: Problem = {
  status: 503,
  title: 'The event could not be stored',
  detail: 'Nothing was kept of it. Send it again.',
};
const noDialect: Problem = {
  status: 404,
  title: 'This source is set up for a phone system that is not supported',
};

async function refuseStranger(deps: WebhookDeps, request: Request, response: Response): Promise<void> {
  const mayGuess = await deps.mayGuess(request.ip ?? '');
  const refusal = mayGuess ? unknownKey : tooManyGuesses;
  if (!mayGuess) response.setHeader('Retry-After', '60');
  deps.observe?.(null, refusal.status, 0);
  problem(response, refusal);
}

function refusalOf(source: Source, request: Request): Problem | null {
  if (request.method !== 'GET' && request.method !== 'POST') {
    request.res?.setHeader('Allow', 'GET, POST');
    return { status: 405, title: 'Use GET or POST' };
  }
  if (!hasBasic(source, request.headers.authorization)) {
    request.res?.setHeader('WWW-Authenticate', 'Basic realm="Ringside"');
    return { status: 401, title: 'HTTP Basic is missing or wrong' };
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  return encoding === 'identity' ? null : { status: 415, title: 'Send the body without compression' };
}

function problem(response: Response, { status, title, detail, errors }: Problem): void {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, errors });
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** `/{key}/{event}?{query}`: by hand, since this is the busiest path there is. */
function readTarget(url: string): Target {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const slash = path.indexOf('/', 1);
  const key = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const event = slash < 0 ? '' : path.slice(slash + 1).replace(/\/+$/, '');
  return { key, query, pathEvent: event === '' ? null : decoded(event) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const header = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : [value].flat().join(', ');
