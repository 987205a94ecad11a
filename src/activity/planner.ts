import type { StoredCall } from '../model/call.ts';
import type { Match } from '../model/contact.ts';
import type { Trx } from '../store/hot.ts';
import type { ConnectionPlan, Outbox } from './outbox.ts';
import type { PlannedAgent } from './parties.ts';
import { planActivities, type PlanInput } from './plan.ts';

export interface PlannerDeps {
  outbox: Outbox;
  connections(): readonly PlanInput['connection'][];
  /** The source's name; null: it was deleted. */
  sourceName(sourceId: string): string | null;
  /** The agent as one connection knows them; null: there is no such agent. */
  agent(agentId: string, connectionId: string): PlannedAgent | null;
  /** Epoch ms. */
  clock(): number;
}

/** Plans settled calls for every connection and saves the plans with them. */
export interface Planner {
  /** Resolves to how many activities there is work to do for: wake the engine after the commit. */
  plan(trx: Trx, calls: readonly StoredCall[]): Promise<number>;
}

export function createPlanner(deps: PlannerDeps): Planner {
  return {
    plan(trx, calls) {
      const plans = calls.flatMap((call) =>
        deps.connections().map((connection) => planFor(deps, call, connection)),
      );
      return deps.outbox.savePlan(trx, plans, deps.clock());
    },
  };
}

function planFor(deps: PlannerDeps, call: StoredCall, connection: PlanInput['connection']): ConnectionPlan {
  const agentIds = new Set(call.legs.map(({ agentId }) => agentId).filter((id) => id !== null));
  const agents = [...agentIds].flatMap((id) => deps.agent(id, connection.id) ?? []);
  const planned = planActivities({
    call,
    source: deps.sourceName(call.sourceId) ?? call.sourceId,
    connection,
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    leadRecord: leadOf(call, connection.name),
    chosen: null,
    note: null,
    disposition: null,
  });
  return { callId: call.id, connectionId: connection.id, planned };
}

/** The record that the PBX's `lead_id` names, as far as the lookup found it in this connection. */
function leadOf(call: StoredCall, connection: string): Match | null {
  const leadId = call.lead?.id ?? null;
  return call.matches.find((match) => match.connection === connection && match.id === leadId) ?? null;
}
