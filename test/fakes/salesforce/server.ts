import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { RestError } from './answer.ts';
import { deliver, send } from './deliver.ts';
import { createFaults, type Faults, type RequestKind } from './faults.ts';
import { createOAuth, type App, type OAuth } from './oauth.ts';
import { createOrg, type Org, type OrgOptions } from './org.ts';
import { renderPage } from './page.ts';
import { routeOf } from './rest.ts';

export interface SeenRequest {
  kind: RequestKind;
  method: string;
  /** With the query. */
  path: string;
  body: unknown;
}

/** A fake org that speaks HTTP on this machine. */
export interface FakeSalesforce {
  /** `http://127.0.0.1:49152`: login, API and pages. */
  url: string;
  org: Org;
  oauth: OAuth;
  faults: Faults;
  /** Every request so far, in order. */
  requests: SeenRequest[];
  /** How long a slow answer takes, ms. */
  slowMs: number;
  /** Connections are refused until it is up again, at the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface FakeOptions extends OrgOptions {
  app?: Partial<App>;
  /** 0 or absent: any free one. */
  port?: number;
}

export async function startFakeSalesforce(options: FakeOptions = {}): Promise<FakeSalesforce> {
  const org = createOrg(options);
  const app = {
    clientId: 'ringside-app',
    clientSecret: 'app-secret',
    rotatesRefreshTokens: false,
    ...options.app,
  };
  const server = createServer((request, response) => {
    respond(fake, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const fake: FakeSalesforce = {
    url: '',
    org,
    oauth: createOAuth(app, () => fake.url, org.apiUser),
    faults: createFaults(),
    requests: [],
    slowMs: 300,
    down: () => closed(server),
    async up() {
      server.listen(Number(new URL(fake.url).port), '127.0.0.1');
      await once(server, 'listening');
    },
    close: () => closed(server),
  };
  // A loaded machine may pause between two requests: no connection is closed under its feet.
  server.keepAliveTimeout = 120_000;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  fake.url = `http://127.0.0.1:${String(typeof address === 'object' ? (address?.port ?? 0) : 0)}`;
  return fake;
}

async function closed(server: Server): Promise<void> {
  const gone = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await gone;
}

async function respond(
  fake: FakeSalesforce,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', fake.url);
  const body = await text(request);
  switch (pathname) {
    case '/':
      send(response, { status: 200, body: renderPage(fake), headers: { 'content-type': 'text/html' } });
      break;
    case '/services/oauth2/authorize':
      send(response, { status: 302, body: '', headers: { location: fake.oauth.authorize(searchParams) } });
      break;
    case '/services/oauth2/token':
      fake.requests.push({ kind: 'token', method: 'POST', path: pathname, body });
      await deliver(response, fake.faults.take('token'), fake.slowMs, () =>
        fake.oauth.token(new URLSearchParams(body)),
      );
      break;
    default:
      await respondRest(fake, request, response, body);
  }
}

async function respondRest(
  fake: FakeSalesforce,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
): Promise<void> {
  const { pathname, search, searchParams: query } = new URL(request.url ?? '/', fake.url);
  const method = request.method ?? 'GET';
  const path = /^\/services\/data\/v\d+\.\d(\/.*)$/.exec(pathname)?.[1] ?? '';
  const route = routeOf({ method, path });
  const kind = route?.kind ?? 'record';
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  fake.requests.push({ kind, method, path: path + search, body });
  const effect = fake.faults.take(kind);
  if (effect === 'expire') fake.oauth.expire();
  await deliver(response, effect, fake.slowMs, () => {
    assertMay(fake, request.headers.authorization);
    if (route === null) throw new RestError(404, 'NOT_FOUND', 'The requested resource does not exist');
    const answer = route.answer(fake.org, { method, path, query, body, locksRows: effect === 'lock_rows' });
    const { used, limit } = fake.org.usage;
    return {
      ...answer,
      headers: { 'sforce-limit-info': `api-usage=${String(used)}/${String(limit)}; per-app-api-usage=1/250` },
    };
  });
}

function assertMay({ oauth, org }: FakeSalesforce, authorization: string | undefined): void {
  if (!oauth.isValid(authorization))
    throw new RestError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  if (org.usage.used >= org.usage.limit)
    throw new RestError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  org.usage.used++;
}
