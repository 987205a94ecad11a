import { activitiesOfCall } from '../activity/activities-of-call.ts';
import type { Snapshot } from '../api/call.ts';
import { storedFormsOf } from '../calls/number-search.ts';
import * as queries from '../calls/queries.ts';
import { timelineOf } from '../calls/timeline.ts';
import type { CallFilter, HistoryView, Page, PageRequest, Services } from '../http/services.ts';
import type { Pop } from '../api/call.ts';
import { livePops, toPop } from '../pop/pops.ts';
import { createAgentActions } from './agent-actions.ts';
import type { CallServicesDeps } from './call-services-deps.ts';

/** Missed calls are found among an agent's latest ones: so many are read for one page. */
const mostReadForMissed = 2_000;

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
      const [timeline, activities] = await Promise.all([
        timelineOf(db, id, (agentId) => agents.get(agentId)?.name ?? null),
        activitiesOfCall(db, id, deps.connections.get),
      ]);
      return { ...pipeline.pops.toApiCall(call), timeline, activities };
    },
    ofAgent: (agentId, view, page) => ofAgent(deps, agentId, view, page),
    ...createAgentActions(deps),
  };
}

/** Null: it names a source or an agent that does not exist. */
function toQuery({ sources, agents }: CallServicesDeps, filter: CallFilter): queries.CallFilter | null {
  const { source, agent, number, ...same } = filter;
  const sourceId = source === undefined ? undefined : sources.byName(source)?.id;
  const agentId = agent === undefined ? undefined : agents.byEmail(agent)?.id;
  if ((source !== undefined && sourceId === undefined) || (agent !== undefined && agentId === undefined))
    return null;
  const countries = [...new Set(sources.list().map((one) => one.country))];
  return {
    ...same,
    sourceId,
    agentId,
    numbers: number === undefined ? undefined : storedFormsOf(number, countries),
  };
}

async function ofAgent(
  { db, pipeline }: CallServicesDeps,
  agentId: string,
  view: HistoryView,
  { cursor, limit }: PageRequest,
): Promise<Page<Pop>> {
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
    items.push(...pops.filter((pop) => view === 'recent' || pop.popState === 'missed'));
  } while (next !== null && items.length < limit && read < mostReadForMissed);
  return { items, nextCursor: next };
}

/** The first event of an agent's stream. */
export async function snapshotOf(deps: CallServicesDeps, agentId: string): Promise<Snapshot> {
  const agent = deps.agents.get(agentId);
  const calls = await queries.liveCalls(deps.db, agentId);
  return {
    agent: { name: agent?.name ?? '', email: agent?.email ?? '' },
    calls: livePops(deps.pipeline.pops, calls, agentId),
    presence: deps.presence.of(agentId),
    serverTime: new Date(deps.clock()).toISOString(),
  };
}
