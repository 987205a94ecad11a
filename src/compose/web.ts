import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Calls } from '../calls/calls.ts';
import type { Config } from '../config.ts';
import { createApp, createHealthServer } from '../http/app.ts';
import { limiterHere, limitersIn, type MakeLimiter } from '../http/limiter.ts';
import { createOidc, type Oidc, type OidcDeps } from '../http/oidc.ts';
import { apiRoutes } from '../http/routes/index.ts';
import type { Services } from '../http/services.ts';
import { createSignIn } from '../http/sign-in.ts';
import { createSignInThrottle } from '../http/throttle.ts';
import { dialectNamed, dialects } from '../pbx/dialects/index.ts';
import { createWebhook } from '../pbx/webhook.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Closer } from './closer.ts';
import type { ConnectionWork } from './connection-work.ts';
import { embedPlacesOf } from './embed-places.ts';
import type { Foundation } from './foundation.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { Metrics } from './metrics.ts';
import type { Neighbours } from './neighbours.ts';
import { readiness } from './readiness.ts';

export interface WebDeps {
  config: Config;
  log: Log;
  clock: Clock;
  /** The directory of package.json. */
  root: string;
  version: string;
  /** Where people reach us. */
  url: string;
  neighbours: Neighbours | null;
  /** The process is about to end. */
  isLeaving: () => boolean;
}

/** What the web server shows and feeds. */
export interface WebCore {
  pipeline: { calls: Pick<Calls, 'receive'> };
  crm: Pick<ConnectionWork, 'admin'>;
  services: Services;
  metrics: Metrics;
}

/** The web server, not yet listening; a worker's tells only how it is. */
export function createWeb(deps: WebDeps, base: Foundation, core: WebCore, closers: Closer[]): Server {
  const { config, log, root, version, clock, url, neighbours } = deps;
  const { db, people, apiKeys, agents } = base;
  const health = {
    readiness: () => readiness(db, neighbours?.redis ?? null, deps.isLeaving()),
    registry: core.metrics.registry,
  };
  if (config.role === 'worker') return createHealthServer(health);
  const limiter =
    neighbours === null ? limiterHere : limitersIn(neighbours.redis.commands, base.installation);
  const secure = url.startsWith('https:');
  const publicUrl = (): string => url;
  const signIn = createSignIn({
    ...{ db, clock, people, apiKeys, secure },
    ...{ sessions: config.sessions, secret: base.sessionSecrets },
  });
  const oidc = oidcOf(config, { publicUrl: url, passport: signIn.passport, clock, log, fetch: base.fetch });
  closers.push(
    startHousekeeping({ of: [signIn, base.links, base.audit], everyMs: config.sessions.pruneEveryMs, log }),
  );
  const throttle = createSignInThrottle(config.signIn, limiter);
  const { services, crm } = core;
  const embedPlaces = embedPlacesOf(base.connections);
  const { server } = createApp({
    webhook: webhookOf(deps, base, core, limiter),
    routes: apiRoutes({
      ...base,
      ...{ clock, log, signIn, throttle, oidc, dialects, services, publicUrl, version },
      connectionAdmin: crm.admin,
      linkTimes: config.links,
      ...{ embedPlaces, isLeaving: deps.isLeaving },
    }),
    signIn,
    audit: base.audit,
    health,
    webRoot: join(root, 'dist', 'web'),
    isAgent: (email) => agents.byEmail(email) !== null,
    embedPlaces,
    log,
    publicUrl,
    secure,
    trustProxy: config.trustProxy,
    bodyLimit: config.api.bodyLimit,
  });
  return server;
}

function webhookOf(
  { config, clock, log }: WebDeps,
  base: Foundation,
  core: WebCore,
  limiter: MakeLimiter,
): ReturnType<typeof createWebhook> {
  const guesses = limiter({
    ...{ keyPrefix: 'guesses', points: config.webhook.unknownKeyTriesPerMinute, duration: 60 },
  });
  return createWebhook({
    sourceByKey: base.sources.byKey,
    dialect: dialectNamed,
    receive: core.pipeline.calls.receive,
    mayGuess: (address) =>
      guesses.consume(address).then(
        () => true,
        () => false,
      ),
    observe: core.metrics.webhook,
    clock,
    log,
    bodyLimit: config.webhook.bodyLimit,
  });
}

function oidcOf(
  { identityProvider, oidc }: Config,
  deps: Pick<OidcDeps, 'publicUrl' | 'passport' | 'clock' | 'log' | 'fetch'>,
): Oidc | null {
  return identityProvider && createOidc({ ...identityProvider, ...oidc, ...deps });
}
