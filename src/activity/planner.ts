import type { StoredCall } from '../model/call.ts';
import type { Trx } from '../store/hot.ts';
import type { Outbox } from './outbox.ts';
import type { PlannedAgent } from './parties.ts';
import { planActivities } from './plan.ts';
import type { PlanInput } from './plan-input.ts';

export interface PlannerDeps {
  outbox: Outbox;
  connections(): readonly PlanInput['connection'][];
  agent(id: string): { name: string; email: string; crmUser(connectionId: string): string | null } | null;
  sourceName(id: string): string;
  /** The number (E.164) is one of this installation's own. */
  isOwnNumber(e164: string): boolean;
}

/** Plans settled calls for every connection, inside `trx`. Resolves to how many activities there is work for. */
export async function planCalls(
  deps: PlannerDeps,
  trx: Trx,
  calls: readonly StoredCall[],
  now: number,
): Promise<number> {
  const plans = calls.flatMap((call) =>
    deps.connections().map((connection) => ({
      callId: call.id,
      connectionId: connection.id,
      planned: planActivities(planInput(deps, call, connection)),
    })),
  );
  return deps.outbox.savePlan(trx, plans, now);
}

/** What the plan of one call for one connection is made from. */
export function planInput(
  deps: Omit<PlannerDeps, 'outbox' | 'connections'>,
  call: StoredCall,
  connection: PlanInput['connection'],
): PlanInput {
  const { e164 } = call.customer;
  return {
    call,
    source: deps.sourceName(call.sourceId),
    connection,
    agents: agentsOf(deps, call, connection.id),
    ownNumber: e164 !== null && deps.isOwnNumber(e164),
  };
}

function agentsOf(
  deps: Pick<PlannerDeps, 'agent'>,
  call: StoredCall,
  connectionId: string,
): Map<string, PlannedAgent> {
  const agents = new Map<string, PlannedAgent>();
  for (const { agentId } of call.legs) {
    const agent = agentId === null ? null : deps.agent(agentId);
    if (agentId === null || agent === null) continue;
    const { name, email } = agent;
    agents.set(agentId, { id: agentId, name, email, crmUserId: agent.crmUser(connectionId) });
  }
  return agents;
}
