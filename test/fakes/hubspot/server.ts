import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createFakeAccount, type FakeAccount, type FakeAccountOptions } from './account.ts';
import { createFaults, type Fault, type FaultRule, type Weather } from './faults.ts';
import { createFakeLimits, type FakeLimitOptions, type FakeLimits } from './limits.ts';
import { page } from './page.ts';
import { notFound, refusal, type Reply } from './reply.ts';
import { routes, type Route, type RouteName } from './routes.ts';
import { createFakeTokens, type FakeTokens } from './tokens.ts';

export interface FakeHubspotOptions extends FakeAccountOptions {
  limits?: Partial<FakeLimitOptions>;
  serviceKey?: string;
  /** 0 or none: any free one. */
  port?: number;
}

export interface FakeHubspot {
  /** `http://127.0.0.1:…`: the API, the consent page and the list of what is there. */
  url: string;
  serviceKey: string;
  account: FakeAccount;
  tokens: FakeTokens;
  limits: FakeLimits;
  /** Every request that was authorised, in order. */
  requests: { route: RouteName; body: unknown }[];
  fail(rule: FaultRule): void;
  clearFaults(): void;
  /** For tests in which anything may go wrong at any time; null: good weather. */
  weather(next: Weather | null): void;
  /** Connections are refused until it is up again, at the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** A HubSpot account over real HTTP, as far as Ringside speaks to one. */
export async function startFakeHubspot(options: FakeHubspotOptions = {}): Promise<FakeHubspot> {
  const serviceKey = options.serviceKey ?? 'fake-service-key';
  const account = createFakeAccount(options);
  const tokens = createFakeTokens(serviceKey);
  const limits = createFakeLimits({
    tenSecondly: 1_000_000,
    daily: 1_000_000,
    searches: 5,
    ...options.limits,
  });
  const faults = createFaults();
  const requests: FakeHubspot['requests'] = [];

  async function answer(request: IncomingMessage): Promise<Ending> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const text = await readText(request);
    const open = withoutToken(url, text, { account, tokens });
    if (open !== null) return isTokenPath(url) ? disturbed(faults.take('token'), open) : open();
    if (!tokens.accepts(request.headers.authorization)) return noCredentials;
    const found = routeOf(request.method ?? 'GET', url.pathname);
    if (found === null) return refusal(notFound(`${String(request.method)} ${url.pathname}`));
    return answerApi(found, url.searchParams, text === '' ? null : parsed(text));
  }

  async function answerApi(
    { route, captured }: Found,
    query: URLSearchParams,
    body: unknown,
  ): Promise<Ending> {
    const { name } = route;
    const isSearch = name.endsWith('.search');
    requests.push({ route: name, body });
    const over = limits.count(isSearch);
    if (over !== null) return over;
    const fault = faults.take(name);
    if (fault?.do === 'expire') {
      tokens.expireAll();
      return noCredentials;
    }
    return disturbed(fault, () => {
      const fails = (index: number): boolean => fault?.do === 'partial' && index % 2 === 1;
      const { used, daily } = limits;
      const reply = route.answer({ account, query, body, used, daily, fails }, captured);
      return { ...reply, headers: { ...limits.headers(isSearch), ...reply.headers } };
    });
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => refusal({ status: 500, category: 'INTERNAL_ERROR', message: String(error) }))
      .then(
        (ending) => end(response, ending),
        () => undefined,
      );
  });
  // A loaded machine may pause between two requests: no connection is closed under its feet.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    serviceKey,
    account,
    tokens,
    limits,
    requests,
    fail: faults.add,
    clearFaults: faults.clear,
    weather: faults.weather,
    down: () => closed(server),
    up: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
    close: () => closed(server),
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const noCredentials = refusal({
  status: 401,
  category: 'INVALID_AUTHENTICATION',
  message: 'Authentication credentials not found or expired.',
});

/** Tokens, consent and the page need no bearer token. */
function withoutToken(
  url: URL,
  text: string,
  { account, tokens }: Pick<FakeHubspot, 'account' | 'tokens'>,
): (() => Reply) | null {
  if (isTokenPath(url)) return () => tokens.answer(new URLSearchParams(text));
  if (url.pathname === '/oauth/authorize') return () => consent(url, tokens);
  const record = /^(?:\/record|\/contacts\/\d+\/record\/0-\d+)\/(\d+)$/.exec(url.pathname);
  if (url.pathname !== '/' && record === null) return null;
  const headers = { 'content-type': 'text/html' };
  return () => ({ status: 200, body: page(account, record?.[1] ?? null), headers });
}

const isTokenPath = ({ pathname }: URL): boolean => pathname === '/oauth/2026-03/token';

/** Everybody consents at once. */
function consent({ searchParams }: URL, tokens: FakeTokens): Reply {
  const redirectUri = searchParams.get('redirect_uri') ?? '';
  const location = new URL(redirectUri);
  location.searchParams.set('code', tokens.giveCode(redirectUri, searchParams.get('code_challenge')));
  location.searchParams.set('state', searchParams.get('state') ?? '');
  return { status: 302, body: null, headers: { location: location.href } };
}

interface Found {
  route: Route;
  captured: string[];
}

function routeOf(method: string, path: string): Found | null {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match !== null) return { route, captured: match.slice(1) };
  }
  return null;
}

/** A reply, or how the connection ends without one. */
type Ending = Reply | 'cut' | 'hang';

async function disturbed(fault: Fault | null, run: () => Reply): Promise<Ending> {
  switch (fault?.do) {
    case 'answer':
      return fault.reply;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return run();
    case 'nonsense':
      return { ...run(), status: 200, body: '<html>It works!</html>' };
    case 'cut_before':
      return 'cut';
    case 'hang_before':
      return 'hang';
    case 'cut':
    case 'hang':
      run();
      return fault.do;
    default:
      return run();
  }
}

function end(response: ServerResponse, ending: Ending): void {
  if (ending === 'hang') return;
  if (ending === 'cut') {
    response.destroy();
    return;
  }
  const { status, body, headers } = ending;
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
  response.end(typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body));
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) text += String(part);
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
