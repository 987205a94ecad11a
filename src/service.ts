import { randomUUID } from 'node:crypto';
import { createBook, type Book } from '../connectors/directory/book.ts';
import { createConnectorModules } from '../connectors/index.ts';
import { voidClaims } from './activity/claims.ts';
import { createEngine, type Engine } from './activity/engine.ts';
import { ledger } from './activity/ledger.ts';
import { createOutbox } from './activity/outbox.ts';
import { createTraces } from './calls/traces.ts';
import type { CallServicesDeps } from './compose/call-services-deps.ts';
import { createCallServices, snapshotOf } from './compose/call-services.ts';
import { createConnectionWork, type ConnectionWork } from './compose/connection-work.ts';
import type { Closer } from './compose/closer.ts';
import { createDeparture } from './compose/departure.ts';
import { openFoundation, type Foundation } from './compose/foundation.ts';
import { registerGauges } from './compose/gauges.ts';
import { neighboursOf, type Neighbours } from './compose/neighbours.ts';
import { createMetrics, type Metrics } from './compose/metrics.ts';
import { createOperations } from './compose/operations.ts';
import { panelOffers } from './compose/panel-offers.ts';
import { createPipeline, type Pipeline } from './compose/pipeline.ts';
import { provisionInTurn } from './compose/provisioning.ts';
import { createRulesAdmin } from './compose/rules-admin.ts';
import { openSpans, type Spans } from './compose/spans.ts';
import { createWeb } from './compose/web.ts';
import { createSampleServices } from './compose/sample-services.ts';
import { publicUrlOf, type Config } from './config.ts';
import type { ConnectorModule } from './crm/contract.ts';
import type { Services } from './http/services.ts';
import { createChoices, type Choices } from './lookup/choices.ts';
import { voidCallerClaims } from './lookup/new-caller-rows.ts';
import { createNewCallers } from './lookup/new-callers.ts';
import { systemClock, type Clock } from './platform/clock.ts';
import { freePort } from './platform/free-port.ts';
import { listen } from './platform/listening.ts';
import type { Log } from './platform/log.ts';
import { createChannel, type Channel } from './pop/channel.ts';
import { observeShown } from './pop/pops.ts';
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
  /** Sends everybody elsewhere, takes no more requests, finishes what was begun, and closes everything in the reverse order of its opening. */
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
  const metrics = createMetrics();
  const spans = await openSpans(config, { ...deps, clock }, closers);
  const crmRequest: Metrics['crmRequest'] = (...request) => {
    metrics.crmRequest(...request);
    spans?.request(...request);
  };
  const base = await openFoundation({ config, clock, log, url, crmRequest, modules: toModules }, closers);
  const neighbours = await neighboursOf(config, { ...base, clock, log }, closers);
  const core = createCore({ config, log, clock, url, metrics, spans, neighbours }, base, closers);
  const { upsertContacts } = core.book;
  await provisionInTurn({ config, env, log, modules: toModules(base.db), upsertContacts }, base);
  // What the files say of contacts is known before the first ring.
  await core.crm.refreshBooks();

  const departure = createDeparture(config.drainMs);
  const { isLeaving } = departure;
  const server = createWeb({ ...deps, clock, url, neighbours, isLeaving }, base, core, closers);
  const listening = await listen(server, port, config.host);
  closers.push(listening.close, core.streams.close);
  // The data directory is ours alone: what was claimed before was claimed by a process that is dead.
  if (neighbours === null) {
    await voidClaims(base.db, clock());
    await voidCallerClaims(base.db);
  }
  await core.start();

  const firstRun = config.role === 'worker' ? null : await base.links.firstRun();
  return {
    url,
    setupUrl: firstRun === null ? null : `${url}/setup?token=${firstRun}`,
    async signInUrl(email) {
      const person = await base.people.byEmail(email);
      return person === null ? null : `${url}/auth/link?token=${await base.links.issue(person.id)}`;
    },
    webhookUrls: () => new Map(base.sources.list().map(({ name, key }) => [name, `${url}/pbx/${key}`])),
    async stop() {
      await departure.leave({ listening, ...core });
      await closeAll(closers);
    },
  };
}

const toModules = (db: Foundation['db']): readonly ConnectorModule[] => createConnectorModules({ db });

interface Core {
  pipeline: Pipeline;
  crm: ConnectionWork;
  streams: Streams;
  book: Book;
  services: Services;
  metrics: Metrics;
  /** Begins the work that nobody asks for: settling, logging, mirroring, pruning. */
  start(): Promise<void>;
  endStreams(overMs: number): Promise<void>;
  restWork(): Promise<unknown>;
}

type CoreDeps = Required<Pick<ServiceDeps, 'config' | 'log' | 'clock'>> & {
  url: string;
  metrics: Metrics;
  spans: Spans | null;
  neighbours: Neighbours | null;
};

function createCore(deps: CoreDeps, base: Foundation, closers: Closer[]): Core {
  const { config, log, clock, url, metrics, spans, neighbours } = deps;
  const { db, connections } = base;
  const isOurs = neighbours?.isLeader;
  const channel = channelOf(deps, {
    onShown: (agentId, message) => observeShown(pipeline.pops, agentId, message),
    onGap: () => void streams.refresh().catch(notRefreshed),
  });
  const notRefreshed = (error: unknown): void => log.warn({ err: error }, 'streams could not begin anew');
  const callers = createNewCallers({ db, clock });
  const engine = createEngine({
    ...{ db, connections, clock, log, random: Math.random, config: config.engine },
    findOrMakeCaller: callers.findOrMake,
    noteFound: (...found) => pipeline.noteFound(...found),
    ...{ observe: metrics.delivered, ...spans?.batches },
    runnerOf: neighbours?.runnerOf,
  });
  const choices = choicesOf(base);
  const outbox = createOutbox(randomUUID);
  const traces = createTraces({ db, clock, log, observe: metrics.trace });
  const pipeline = createPipeline({
    ...{ ...base, config, choices, outbox, engine, channel, traces, clock, log, metrics, spans },
  });
  const book = createBook(db);
  const crm = createConnectionWork({
    ...{ ...base, modules: toModules(db), engine, books: book, clock, log, publicUrl: () => url },
    isOurs,
  });
  const calling: CallServicesDeps = { ...base, pipeline, choices, callers, traces, clock };
  const snapshot: StreamDeps['snapshot'] = (agentId) => snapshotOf(calling, agentId, neighbours);
  const streams = createStreams({ channel, snapshot, heartbeatMs: config.streams.heartbeatMs });
  const samples = createSampleServices({
    ...{ receive: pipeline.calls.receive, book, clock, log },
    books: () => connections.list().flatMap((one) => (one.crm === 'directory' ? [one.name] : [])),
    refreshIndex: crm.refreshBooks,
  });
  registerGauges(metrics.registry, { db, connections, clock, config, streams: channel.streams });
  const operations = createOperations({ ...calling, engine, log, config, book, isOurs }, closers);
  closers.push(traces.stop, engine.stop, pipeline.calls.stop, crm.mirror.stop, crm.checks.stop, samples.stop);

  return {
    pipeline,
    crm,
    streams,
    book,
    metrics,
    services: {
      calls: createCallServices(calling),
      operations: operations.operations,
      panel: () => panelOffers(config.panel, connections),
      ledger: () => ledger(db),
      rules: createRulesAdmin({ db, connections, planner: pipeline.planner }),
      contact: book.contact,
      samples: samples.samples,
      tryIt: samples.tryIt,
      stream: streams.open,
    },
    start: () => startCore(deps, base, { pipeline, engine, crm, operations }),
    ...partingOf({ streams, operations, engine, neighbours }),
  };
}

interface Parting {
  streams: Pick<Streams, 'leave'>;
  operations: { endStreams(): void };
  engine: Pick<Engine, 'stop'>;
  neighbours: Pick<Neighbours, 'rest'> | null;
}

const partingOf = (of: Parting): Pick<Core, 'endStreams' | 'restWork'> => ({
  async endStreams(overMs) {
    await of.streams.leave(overMs);
    of.operations.endStreams();
  },
  restWork: () => Promise.all([of.engine.stop(), of.neighbours?.rest()]),
});

interface Starting {
  pipeline: Pipeline;
  engine: Engine;
  crm: ConnectionWork;
  operations: { start(): void };
}

async function startCore(
  { config, neighbours }: CoreDeps,
  base: Foundation,
  { pipeline, engine, crm, operations }: Starting,
): Promise<void> {
  pipeline.start();
  engine.start();
  await neighbours?.join({ ...base, engine, mirror: crm.mirror.refreshAll });
  if (config.role === 'web') return;
  operations.start();
  crm.start();
}

function channelOf({ config, neighbours }: CoreDeps, on: Parameters<Neighbours['channel']>[1]): Channel {
  const local = createChannel(config.streams.maxPerAgent);
  return neighbours?.channel(local, on) ?? local;
}

function choicesOf({ db, connections }: Foundation): Choices {
  return createChoices({
    db,
    connectionName: (id) => connections.get(id)?.name ?? null,
    connectionId: (name) => connections.byName(name)?.id ?? null,
  });
}
