import { createServer, type Server } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import type { Audit } from '../audit/audit.ts';
import type { Log } from '../platform/log.ts';
import type { EmbedPlaces } from './embed.ts';
import { answerErrors, notFound } from './errors.ts';
import { createFastServer } from './fast.ts';
import { healthRoutes, type HealthDeps } from './health.ts';
import { mountRoutes } from './mount.ts';
import { pages } from './pages.ts';
import { logRequests } from './request-log.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security.ts';
import type { SignIn } from './sign-in.ts';

export interface AppDeps {
  /** Takes everything under `/pbx`, with its own parsers, limits and log lines. */
  webhook: RequestHandler;
  routes: readonly Route[];
  signIn: Pick<SignIn, 'identify'>;
  health: HealthDeps;
  /** Directory of the built pages. */
  webRoot: string;
  isAgent: (email: string) => boolean;
  embedPlaces: EmbedPlaces;
  log: Log;
  /** Without a trailing slash; asked at each request, since `PORT=0` is known only once we listen. */
  publicUrl: () => string;
  /** People reach us by https. */
  secure: boolean;
  trustProxy: number | string[];
  audit: Pick<Audit, 'add'>;
  /** Bytes of a JSON body of the API. */
  bodyLimit: number;
}

/**
 * The web server, not yet listening. The webhook comes before everything else: headers, log, sessions and pages cost
 * more than half of the speed, and a PBX needs none of them.
 */
export function createApp(deps: AppDeps): { app: Express; server: Server } {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  // Node's own parser: no nested objects from a query string.
  app.set('query parser', 'simple');
  const server = createFastServer(app);

  app.use('/pbx', deps.webhook);
  app.use(securityHeaders(deps.secure), logRequests(deps.log));
  app.use(healthRoutes(deps.health));
  app.use(['/api', '/auth'], ...deps.signIn.identify);
  mountRoutes(app, deps.routes, deps);
  app.use(['/api', '/auth'], notFound);
  app.use(pages({ ...deps, identify: deps.signIn.identify }));
  app.use(notFound, answerErrors(deps.log));

  limitSockets(server);
  return { app, server };
}

/** What a process that serves nobody answers: how it is. */
export function createHealthServer(health: HealthDeps): Server {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(health));
  const server = createServer(app);
  limitSockets(server);
  return server;
}

/** Slow or silent clients must not hold sockets for ever. */
function limitSockets(server: Server): void {
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;
  // Longer than a proxy keeps an idle connection, or the proxy would send into one that we are closing.
  server.keepAliveTimeout = 75_000;
}
