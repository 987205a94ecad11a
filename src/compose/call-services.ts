import { activitiesOfCall } from '../activity/activities-of-call.ts';
import { explain } from '../activity/explain.ts';
import type { Snapshot } from '../api/call.ts';
import { storedFormsOf } from '../calls/number-search.ts';
import * as queries from '../calls/queries.ts';
import { timelineOf } from '../calls/timeline.ts';
import type { CallFilter, HistoryFilter, Page, Services } from '../http/services.ts';
import type { Pop } from '../api/call.ts';
import type { CallNote } from '../model/call.ts';
import { livePops, toPop } from '../pop/pops.ts';
import { searchFor } from '../pop/search.ts';
import { createAgentActions } from './agent-actions.ts';
import type { CallServicesDeps } from './call-services-deps.ts';

/** Missed calls, and those searched for, are found among an agent's latest ones: so many are read for one page. */
const mostReadForPage = 2_000;

/** What people ask about calls. */
export function createCallServices(deps: CallServicesDeps): Services['calls'] {
  const { db, pipeline, agents } = deps;
  return {
    async list(filter) {
      const query = toQuery(deps, filter);
      if (query === null) return { items: [], nextCursor: null };
      const { calls, nextCursor } = await queries.listCalls(db, query);
      return { items: calls.map(pipeline.pops.toApiCall), nextCursor };
    },
    async get(id) {
      const call = await queries.callById(db, id);
      if (call === null) return null;
      await deps.traces.flush();
      const activities = await activitiesOfCall(db, id, deps.connections.get);
      const agentName = (agentId: string): string | null => agents.get(agentId)?.name ?? null;
      return {
        ...pipeline.pops.toApiCall(call),
        activities,
        timeline: await timelineOf({ db, agentName }, call, activities),
        explanations: explain({
          call,
          activities,
          connections: deps.connections.list(),
          agentName: (email) => agents.byEmail(email)?.name ?? null,
          now: deps.clock(),
        }),
        notes: call.notes.map((note) => toApiNote(note, agents)),
        chosen: [...call.chosen],
      };
    },
    ofAgent: (agentId, filter) => ofAgent(deps, agentId, filter),
    ...createAgentActions(deps),
  };
}

/** Null: it names a source, an agent or a connection that does not exist. */
function toQuery(deps: CallServicesDeps, filter: CallFilter): queries.CallFilter | null {
  const { sources, agents, connections } = deps;
  const { source, agent, number, fate, connection, reason, ...same } = filter;
  const sourceId = idOf(source, sources.byName);
  const agentId = idOf(agent, agents.byEmail);
  const connectionId = idOf(connection, connections.byName);
  if (sourceId === null || agentId === null || connectionId === null) return null;
  const countries = [...new Set(sources.list().map((one) => one.country))];
  return {
    ...same,
    sourceId,
    agentId,
    fate: fate === undefined ? undefined : { status: fate, connectionId, reason },
    numbers: number === undefined ? undefined : storedFormsOf(number, countries),
  };
}

/** Undefined: nothing was asked for. Null: what was asked for is not there. */
function idOf(
  name: string | undefined,
  find: (name: string) => { id: string } | null | undefined,
): string | null | undefined {
  return name === undefined ? undefined : (find(name)?.id ?? null);
}

function toApiNote({ agentId, note, disposition }: CallNote, agents: CallServicesDeps['agents']) {
  const agent = agents.get(agentId);
  return { agent: agent?.email ?? null, agentName: agent?.name ?? null, note, disposition };
}

async function ofAgent(
  { db, pipeline }: CallServicesDeps,
  agentId: string,
  { view, search = '', cursor, limit }: HistoryFilter,
): Promise<Page<Pop>> {
  const isFound = searchFor(search);
  const isWanted = (pop: Pop): boolean => (view === 'recent' || pop.popState === 'missed') && isFound(pop);
  const items: Pop[] = [];
  let next: string | null = cursor ?? null;
  let read = 0;
  do {
    const page = await queries.listAgentCalls(db, agentId, {
      cursor: next ?? undefined,
      limit: limit - items.length,
    });
    read += page.calls.length;
    next = page.nextCursor;
    const pops = page.calls.flatMap((call) => toPop(pipeline.pops, call, agentId) ?? []);
    items.push(...pops.filter(isWanted));
  } while (next !== null && items.length < limit && read < mostReadForPage);
  return { items, nextCursor: next };
}

/** The first event of an agent's stream. */
export async function snapshotOf(
  deps: CallServicesDeps,
  agentId: string,
  neighbours: { redis: { isReady(): boolean } } | null,
): Promise<Snapshot> {
  const agent = deps.agents.get(agentId);
  const calls = await queries.liveCalls(deps.db, agentId);
  return {
    agent: { name: agent?.name ?? '', email: agent?.email ?? '' },
    calls: livePops(deps.pipeline.pops, calls, agentId),
    presence: deps.presence.of(agentId),
    serverTime: new Date(deps.clock()).toISOString(),
    delayed: neighbours?.redis.isReady() === false,
  };
}
