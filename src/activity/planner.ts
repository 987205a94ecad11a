import type { StoredCall } from '../model/call.ts';
import type { Match } from '../model/contact.ts';
import type { Trx } from '../store/hot.ts';
import type { Outbox } from './outbox.ts';
import type { PlannedAgent } from './parties.ts';
import { planActivities } from './plan.ts';
import type { ConnectionRules } from '../crm/rules.ts';

export interface PlannerDeps {
  outbox: Outbox;
  connections(): readonly { id: string; name: string; rules: ConnectionRules }[];
  agent(id: string): { name: string; email: string; crmUser(connectionId: string): string | null } | null;
  sourceName(id: string): string;
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
      planned: planActivities({
        call,
        source: deps.sourceName(call.sourceId),
        connection,
        agents: agentsOf(deps, call, connection.id),
        leadRecord: leadOf(call, connection.name),
        chosen: call.chosen?.connection === connection.name ? call.chosen : null,
      }),
    })),
  );
  return deps.outbox.savePlan(trx, plans, now);
}

/** The record that the PBX's `lead_id` names, as far as the lookup found it in this connection. */
function leadOf(call: StoredCall, connection: string): Match | null {
  const leadId = call.lead?.id ?? null;
  return call.matches.find((match) => match.connection === connection && match.id === leadId) ?? null;
}

function agentsOf(deps: PlannerDeps, call: StoredCall, connectionId: string): Map<string, PlannedAgent> {
  const agents = new Map<string, PlannedAgent>();
  for (const { agentId } of call.legs) {
    const agent = agentId === null ? null : deps.agent(agentId);
    if (agentId === null || agent === null) continue;
    const { name, email } = agent;
    agents.set(agentId, { id: agentId, name, email, crmUserId: agent.crmUser(connectionId) });
  }
  return agents;
}
