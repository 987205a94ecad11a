import { planCalls, type PlannerDeps } from '../activity/planner.ts';
import type { Engine } from '../activity/engine.ts';
import type { Agents } from '../agents/agents.ts';
import type { PresenceBook } from '../agents/presence.ts';
import { createCalls, type Calls } from '../calls/calls.ts';
import type { CallChange } from '../calls/commit.ts';
import type { CallSource, Item } from '../calls/item.ts';
import { createOpenCalls } from '../calls/open-calls.ts';
import { toApiCall, type Names } from '../calls/view.ts';
import type { Config } from '../config.ts';
import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import { createAsk, type Answer } from '../lookup/ask.ts';
import type { Choices } from '../lookup/choices.ts';
import { createPhoneIndex } from '../lookup/phone-index.ts';
import type { StoredCall } from '../model/call.ts';
import type { Sources } from '../pbx/sources.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Channel } from '../pop/channel.ts';
import { publishCalls, type PopDeps } from '../pop/pops.ts';
import type { Outbox } from '../activity/outbox.ts';
import type { Db } from '../store/database.ts';
import type { HotStore } from '../store/hot.ts';

export interface PipelineDeps {
  config: Pick<Config, 'calls' | 'webhook' | 'lookup'>;
  db: Db;
  hot: HotStore;
  sources: Pick<Sources, 'get'>;
  agents: Pick<Agents, 'get'>;
  presence: PresenceBook;
  connections: Pick<Connections, 'list' | 'get'>;
  choices: Choices;
  outbox: Outbox;
  engine: Pick<Engine, 'wake'>;
  channel: Channel;
  clock: Clock;
  log: Log;
}

export interface Pipeline {
  calls: Calls;
  names: Names;
  pops: PopDeps;
}

/** The way of an event: journal → fold → pop, and at the end of the call → activities (DESIGN §2). */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const { config, db, hot, presence, connections, channel, clock, log } = deps;
  const names = namesOf(deps);
  const pops: PopDeps = {
    channel,
    toApiCall: (call) => toApiCall(call, names),
    agentName: (id) => names.agent(id)?.name ?? null,
  };
  const mayKnowMore = (): ReturnType<Connections['list']> => connections.list().filter(isWorthAsking);
  const index = createPhoneIndex({
    hot,
    choices: deps.choices,
    connection: (id) => {
      const found = connections.get(id);
      return found === undefined ? null : { name: found.name, recordUrl: found.connector.recordUrl };
    },
    worthAsking: () => mayKnowMore().length > 0,
  });
  const ask = createAsk({ connections: mayKnowMore, deadlineMs: config.lookup.deadlineMs, log });
  const planner = plannerOf(deps, names);
  const changedPresence = new Set<string>();

  const calls = createCalls({
    db,
    hot,
    calls: createOpenCalls(hot),
    ...config.calls,
    maxWaiting: config.webhook.intakeQueue,
    patienceMs: config.webhook.patienceMs,
    clock,
    log,
    agentOf: (item) => agentOf(presence, changedPresence, item),
    cannotFold: (callId, error) => log.error({ err: error, callId }, 'the call could not be folded'),
    lookup: (trx, numbers) => index.lookup(trx, numbers),
    source: (id) => deps.sources.get(id) ?? removedSource(id),
    plan: (trx, settled) => planCalls(planner, trx, settled, clock()),
    alongside: (trx) => presence.save(trx),
    onCommitted(changes, settled) {
      presence.saved();
      const after = changes.map((change) => change.after);
      publishCalls(pops, after);
      for (const agentId of changedPresence)
        channel.publish(agentId, { event: 'presence', data: presence.of(agentId) });
      changedPresence.clear();
      for (const call of newlyPending(changes)) askFor(call);
      if (settled.length > 0) deps.engine.wake();
    },
  });

  function askFor(call: StoredCall): void {
    const { e164 } = call.customer;
    if (e164 === null) return;
    ask(e164, (answer) => {
      calls
        .amend(call.id, (now, dueAt) => amendWith(now, dueAt, e164, answer, clock()))
        .catch((error: unknown) => {
          log.error({ err: error, callId: call.id }, 'what a CRM answered could not be stored');
        });
    });
  }

  return { calls, names, pops };
}

function isWorthAsking({ status, capabilities }: Connection): boolean {
  return status === 'active' && !capabilities.indexIsComplete;
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

function plannerOf({ outbox, connections, agents }: PipelineDeps, names: Names): PlannerDeps {
  return {
    outbox,
    connections: () => connections.list(),
    sourceName: names.sourceName,
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

function newlyPending(changes: readonly CallChange[]): StoredCall[] {
  return changes
    .filter(
      ({ before, after }) => after.lookup === 'pending' && before?.customer.e164 !== after.customer.e164,
    )
    .map(({ after }) => after);
}

/** A CRM's answer on the call it was asked for; a call that was logged meanwhile is planned anew. */
function amendWith(
  call: StoredCall,
  dueAt: number | null,
  e164: string,
  answer: Answer,
  now: number,
): { call: StoredCall; dueAt: number | null } {
  if (call.customer.e164 !== e164) return { call, dueAt };
  return { call: { ...call, ...answer }, dueAt: call.settledAt === null ? dueAt : now };
}
