import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { createBook, type Book } from '../connectors/directory/book.ts';
import { createConnectorModules } from '../connectors/index.ts';
import { voidClaims } from './activity/claims.ts';
import { createEngine, engineDefaults } from './activity/engine.ts';
import { ledger } from './activity/ledger.ts';
import { createOutbox } from './activity/outbox.ts';
import { startPruning } from './calls/prune.ts';
import type { CallServicesDeps } from './compose/call-services-deps.ts';
import { createCallServices, snapshotOf } from './compose/call-services.ts';
import { openFoundation, type Closer, type Foundation } from './compose/foundation.ts';
import { createMetrics, type Metrics } from './compose/metrics.ts';
import { createPipeline, type Pipeline } from './compose/pipeline.ts';
import { provision } from './compose/provisioning.ts';
import { createSampleServices } from './compose/sample-services.ts';
import { publicUrlOf, type Config } from './config.ts';
import type { ConnectorModule } from './crm/contract.ts';
import { createApp } from './http/app.ts';
import type { Readiness } from './http/health.ts';
import { apiRoutes } from './http/routes/index.ts';
import type { Services } from './http/services.ts';
import { createSignIn } from './http/sign-in.ts';
import { createSignInThrottle } from './http/throttle.ts';
import { createChoices } from './lookup/choices.ts';
import { createMirror, type Mirror, type MirroredConnection } from './lookup/mirror.ts';
import { dialectNamed, dialects } from './pbx/dialects/index.ts';
import { createWebhook } from './pbx/webhook.ts';
import { systemClock, type Clock } from './platform/clock.ts';
import { freePort } from './platform/free-port.ts';
import { listen } from './platform/listening.ts';
import type { Log } from './platform/log.ts';
import { createChannel } from './pop/channel.ts';
import { createStreams, type StreamDeps, type Streams } from './pop/stream.ts';
import type { Env } from './provision/parse.ts';

export interface Service {
  /** Where people and PBXs reach it, without a trailing slash. */
  readonly url: string;
  /** The page that makes the first admin; null: there is one already. Earlier links end. */
  readonly setupUrl: string | null;
  /** A link that signs this person in, once; null: there is no such person. */
  signInUrl(email: string): Promise<string | null>;
  /** Where each source's events go, by source name. */
  webhookUrls(): Map<string, string>;
  /** Takes no more requests, finishes what was begun, and closes everything in the reverse order of its opening. */
  stop(): Promise<void>;
}

export interface ServiceDeps {
  config: Config;
  log: Log;
  /** What `${NAME}` in provisioning files stands for. */
  env: Env;
  /** The directory of package.json. */
  root: string;
  version: string;
  clock?: Clock;
}

/** How often contact books are looked at for changes that nobody told us of. */
const mirrorEveryMs = 60_000;

/** The composition root: opens everything in order, and closes it backwards when a part cannot be opened. */
export async function startService(deps: ServiceDeps): Promise<Service> {
  const closers: Closer[] = [];
  try {
    return await open(deps, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function closeAll(closers: Closer[]): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

async function open(deps: ServiceDeps, closers: Closer[]): Promise<Service> {
  const { config, log, env, clock = systemClock } = deps;
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const url = publicUrlOf(config, port);
  const base = await openFoundation({ config, clock, log, url, modules: toModules }, closers);
  const core = createCore({ config, log, clock }, base, closers);
  const { book } = core;
  await provision(
    { config, env, log, modules: toModules(base.db), upsertContacts: book.upsertContacts },
    base,
  );
  // What the files say of contacts is known before the first ring.
  await core.mirror.refreshAll();

  const server = createWeb({ ...deps, clock, url }, base, core);
  closers.push(await listen(server, port, config.host), core.streams.close);
  // The data directory is ours alone: what was claimed before was claimed by a process that is dead.
  await voidClaims(base.db, clock());
  core.start();

  const firstRun = await base.links.firstRun();
  return {
    url,
    setupUrl: firstRun === null ? null : `${url}/setup?token=${firstRun}`,
    async signInUrl(email) {
      const person = await base.people.byEmail(email);
      return person === null ? null : `${url}/auth/link?token=${await base.links.issue(person.id)}`;
    },
    webhookUrls: () => new Map(base.sources.list().map(({ name, key }) => [name, `${url}/pbx/${key}`])),
    stop: () => closeAll(closers),
  };
}

const toModules = (db: Foundation['db']): readonly ConnectorModule[] => createConnectorModules({ db });

interface Core {
  pipeline: Pipeline;
  mirror: Mirror;
  streams: Streams;
  book: Book;
  services: Services;
  metrics: Metrics;
  /** Begins the work that nobody asks for: settling, logging, mirroring, pruning. */
  start(): void;
}

type CoreDeps = Required<Pick<ServiceDeps, 'config' | 'log' | 'clock'>>;

function createCore({ config, log, clock }: CoreDeps, base: Foundation, closers: Closer[]): Core {
  const { db, connections } = base;
  const channel = createChannel(config.streams.maxPerAgent);
  const engine = createEngine({ db, connections, clock, log, random: Math.random, config: engineDefaults });
  const choices = createChoices({
    db,
    connectionName: (id) => connections.get(id)?.name ?? null,
    connectionId: (name) => connections.byName(name)?.id ?? null,
  });
  const outbox = createOutbox(randomUUID);
  const pipeline = createPipeline({ ...base, config, choices, outbox, engine, channel, clock, log });
  const mirrored = (): MirroredConnection[] => connections.list().map((one) => ({ ...one, country: null }));
  const mirror = createMirror({ db, connections: mirrored, clock, log, everyMs: mirrorEveryMs });
  const calling: CallServicesDeps = { ...base, pipeline, choices, clock };
  const snapshot: StreamDeps['snapshot'] = (agentId) => snapshotOf(calling, agentId);
  const streams = createStreams({ channel, snapshot, heartbeatMs: config.streams.heartbeatMs });
  const book = createBook(db);
  const samples = createSampleServices({
    receive: pipeline.calls.receive,
    book,
    books: () => connections.list().flatMap((one) => (one.crm === 'directory' ? [one.name] : [])),
    refreshIndex: mirror.refreshAll,
    clock,
    log,
  });
  closers.push(engine.stop, pipeline.calls.stop, mirror.stop, samples.stop);

  return {
    pipeline,
    mirror,
    streams,
    book,
    metrics: createMetrics({ db, channel }),
    services: {
      calls: createCallServices(calling),
      ledger: () => ledger(db),
      contact: book.contact,
      samples: samples.samples,
      tryIt: samples.tryIt,
      stream: streams.open,
    },
    start() {
      pipeline.calls.start();
      engine.start();
      mirror.start();
      closers.push(startPruning({ db, clock, log, ...config.journal, everyMs: config.journal.pruneEveryMs }));
    },
  };
}

type WebDeps = Omit<ServiceDeps, 'env'> & { clock: Clock; url: string };

function createWeb(
  { config, log, root, version, clock, url }: WebDeps,
  base: Foundation,
  core: Core,
): Server {
  const { db, people, apiKeys, agents, sources } = base;
  const guesses = new RateLimiterMemory({ points: config.webhook.unknownKeyTriesPerMinute, duration: 60 });
  const secure = url.startsWith('https:');
  const publicUrl = (): string => url;
  const { sessions } = config;
  const signIn = createSignIn({ db, clock, people, apiKeys, sessions, secret: base.sessionSecret, secure });
  const throttle = createSignInThrottle(config.signIn);
  const { services } = core;
  const webhook = createWebhook({
    sourceByKey: sources.byKey,
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
  const { server } = createApp({
    webhook,
    routes: apiRoutes({ ...base, clock, log, signIn, throttle, dialects, services, publicUrl, version }),
    signIn,
    health: { readiness: () => readiness(db), registry: core.metrics.registry },
    webRoot: join(root, 'dist', 'web'),
    isAgent: (email) => agents.byEmail(email) !== null,
    log,
    publicUrl,
    secure,
    trustProxy: config.trustProxy,
    bodyLimit: config.api.bodyLimit,
  });
  return server;
}

/** Ready: the database answers. */
async function readiness(db: Foundation['db']): Promise<Readiness> {
  try {
    await db.selectFrom('sources').select('id').limit(1).execute();
    return { ready: true, checks: { database: 'ok' } };
  } catch {
    return { ready: false, checks: { database: 'does not answer' } };
  }
}
