import { planCalls, type PlannerDeps } from '../activity/planner.ts';
import type { ResolveDeps } from '../activity/resolve.ts';
import type { Engine } from '../activity/engine.ts';
import type { Agents } from '../agents/agents.ts';
import { presenceLock, type PresenceBook, type SourcedEvent } from '../agents/presence.ts';
import { createCalls, type Calls, type CallsDeps } from '../calls/calls.ts';
import type { CallSource, Item } from '../calls/item.ts';
import type { Traces } from '../calls/traces.ts';
import { createOpenCalls } from '../calls/open-calls.ts';
import { toApiCall, type Names } from '../calls/view.ts';
import type { Config } from '../config.ts';
import type { Connections } from '../crm/connections.ts';
import type { Choices } from '../lookup/choices.ts';
import { createPhoneIndex, type PhoneIndex, type PhoneIndexDeps } from '../lookup/phone-index.ts';
import type { Sources } from '../pbx/sources.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Channel } from '../pop/channel.ts';
import { publishCalls, type PopDeps } from '../pop/pops.ts';
import { createRingTimes } from '../pop/ring-times.ts';
import { createCrmAnswers } from './crm-answers.ts';
import type { Metrics } from './metrics.ts';
import type { Spans } from './spans.ts';
import type { Outbox } from '../activity/outbox.ts';
import type { Db } from '../store/database.ts';
import type { HotStore } from '../store/hot.ts';

export interface PipelineDeps {
  config: Pick<Config, 'calls' | 'webhook' | 'lookup'>;
  db: Db;
  hot: HotStore;
  sources: Pick<Sources, 'get' | 'list'>;
  agents: Pick<Agents, 'get'>;
  presence: PresenceBook;
  connections: Pick<Connections, 'list' | 'get'>;
  choices: Choices;
  outbox: Outbox;
  engine: Pick<Engine, 'wake'>;
  channel: Channel;
  traces: Pick<Traces, 'note'>;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, 'ringToPop' | 'changed'>;
  spans: Pick<Spans, 'events' | 'lookedUp'> | null;
}

export interface Pipeline {
  calls: Calls;
  names: Names;
  pops: PopDeps;
  /** What plans are made from, besides the call. */
  planner: PlannerDeps;
  /** What a CRM said of whom a call belongs to: noted with the call, which is planned anew if it was planned. */
  noteFound: ResolveDeps['noteFound'];
  /** Goes on with what was under way when the process stopped. */
  start(): void;
}

/** The way of an event: journal → fold → pop, and at the end of the call → activities (DESIGN §2). */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const { config, db, hot, presence, channel, clock, log } = deps;
  const names = namesOf(deps);
  const pops = popDepsOf(deps, names);
  const index = phoneIndexOf(deps, (knownBy) => answers.mayKnowMore(knownBy));
  const planner = plannerOf(deps, names);
  const changedPresence = new Set<string>();
  const ringTimes = createRingTimes({
    ...{ clock, hasListeners: channel.hasListeners, observe: deps.metrics.ringToPop },
  });

  const calls = createCalls({
    db,
    hot,
    calls: createOpenCalls(hot),
    ...config.calls,
    maxWaiting: config.webhook.intakeQueue,
    patienceMs: config.webhook.patienceMs,
    clock,
    log,
    agentOf(item) {
      ringTimes.arrived(item);
      return agentOf(presence, changedPresence, item);
    },
    cannotFold: (callId, error) => log.error({ err: error, callId }, 'the call could not be folded'),
    lookup: async (trx, numbers) => answers.askAhead(await index.lookup(trx, numbers)),
    source: (id) => deps.sources.get(id) ?? removedSource(id),
    ...amongOthers(deps),
    watch: deps.spans?.events,
    plan: (trx, settled) => planCalls(planner, trx, settled, clock()),
    alongside: (trx) => presence.save(trx),
    onCommitted(changes, settled) {
      presence.saved();
      const after = changes.map((change) => change.after);
      publishCalls(pops, after);
      after.forEach(ringTimes.published);
      deps.metrics.changed(changes);
      for (const agentId of changedPresence)
        channel.publish(agentId, { event: 'presence', data: presence.of(agentId) });
      changedPresence.clear();
      answers.ask(changes);
      if (settled.length > 0) deps.engine.wake();
    },
  });

  const answers = createCrmAnswers({
    ...deps,
    deadlineMs: config.lookup.deadlineMs,
    amend: (id, change) => calls.amend(id, change),
    follow: deps.spans?.lookedUp,
  });

  return {
    ...{ calls, names, pops, planner, noteFound: answers.noteFound },
    start() {
      calls.start();
      answers.askAgain().catch((error: unknown) => {
        log.error({ err: error }, 'callers could not be looked up again');
      });
    },
  };
}

/** What a process that died left unsettled waits no longer, ms. */
const lookEveryMs = 5_000;

/** What there is to do where other processes write too. */
function amongOthers({
  hot,
  presence,
}: PipelineDeps): Pick<CallsDeps, 'before' | 'namesToLock' | 'lookEveryMs'> {
  if (hot.lock === null) return {};
  return {
    before: (trx, items) => presence.catchUp(trx, items.flatMap(sourced)),
    namesToLock: ({ source, event }) => (event?.presence === undefined ? [] : [presenceLock(source.id)]),
    lookEveryMs,
  };
}

function sourced({ source, event }: Item): SourcedEvent[] {
  return event === null ? [] : [{ sourceId: source.id, event }];
}

function popDepsOf({ channel, traces }: Pick<PipelineDeps, 'channel' | 'traces'>, names: Names): PopDeps {
  return {
    channel,
    toApiCall: (call) => toApiCall(call, names),
    agentName: (id) => names.agent(id)?.name ?? null,
    observe: (callId, agentId, seen) => traces.note(callId, { kind: 'pop', agentId, ...seen }),
  };
}

function phoneIndexOf(
  { hot, choices, connections }: PipelineDeps,
  worthAsking: PhoneIndexDeps['worthAsking'],
): PhoneIndex {
  return createPhoneIndex({
    hot,
    choices,
    connection(id) {
      const found = connections.get(id);
      if (found === undefined) return null;
      const { name, connector, rules } = found;
      return { name, recordUrl: connector.recordUrl, neverMatch: rules.neverMatch };
    },
    worthAsking,
  });
}

/** What is left of a source that an admin removed: its numbers are read without a country. */
function removedSource(id: string): CallSource {
  return { id, name: 'removed', country: '', extensionDigits: 6, ownNumbers: new Set() };
}

function namesOf({ sources, agents }: Pick<PipelineDeps, 'sources' | 'agents'>): Names {
  return {
    sourceName: (id) => (sources.get(id) ?? removedSource(id)).name,
    agent: (id) => agents.get(id),
  };
}

function plannerOf({ outbox, connections, agents, sources }: PipelineDeps, names: Names): PlannerDeps {
  return {
    outbox,
    connections: () =>
      connections.list().map(({ id, name, rules, connector }) => {
        return { id, name, rules, findsById: connector.findById !== undefined };
      }),
    sourceName: names.sourceName,
    isOwnNumber: (e164) => sources.list().some(({ ownNumbers }) => ownNumbers.has(e164)),
    agent(id) {
      const agent = agents.get(id);
      if (agent === null) return null;
      const { name, email, crmUsers } = agent;
      return {
        name,
        email,
        crmUser: (on) => crmUsers.find((user) => user.connectionId === on)?.userId ?? null,
      };
    },
  };
}

/** Whose phone an event speaks of. Agent events are taken in on the way: the next event may depend on them. */
function agentOf(
  presence: PresenceBook,
  changed: Set<string>,
  { source, event, receivedAt }: Item,
): string | null {
  if (event === null) return null;
  if (event.presence === undefined) {
    const party = event.leg?.party ?? null;
    return party === null ? null : presence.agentOf(source.id, party);
  }
  const agentId = presence.observe(source.id, event, receivedAt);
  if (agentId !== null) changed.add(agentId);
  return agentId;
}
