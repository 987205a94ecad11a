import type { ApiCall, Pop, Snapshot } from '../api/call.ts';
import type { Leg, StoredCall } from '../model/call.ts';
import { agentsOf, answeringLeg, isLive, popStateOf } from './projection.ts';
import type { Channel } from './channel.ts';

export interface PopDeps {
  channel: Channel;
  toApiCall(call: StoredCall): ApiCall;
  /** Display name of an agent. */
  agentName(agentId: string): string | null;
}

/** Tells every agent of these calls what became of them. */
export function publishCalls(deps: PopDeps, calls: readonly StoredCall[]): void {
  for (const call of calls) {
    for (const agentId of agentsOf(call)) {
      if (!deps.channel.hasListeners(agentId)) continue;
      const pop = toPop(deps, call, agentId);
      if (pop !== null) deps.channel.publish(agentId, { event: 'call', data: pop });
    }
  }
}

/** The call as this agent may see it; null: it is none of their business. */
export function toPop(deps: Omit<PopDeps, 'channel'>, call: StoredCall, agentId: string): Pop | null {
  const popState = popStateOf(call, agentId);
  if (popState === null) return null;
  const leg = answeringLeg(call);
  const answeredBy = leg === null ? null : nameOf(deps, leg);
  const { note = null, disposition = null } = call.notes.find((one) => one.agentId === agentId) ?? {};
  return { ...deps.toApiCall(call), popState, answeredBy, chosen: call.chosen, note, disposition };
}

export function livePops(
  deps: Omit<PopDeps, 'channel'>,
  calls: readonly StoredCall[],
  agentId: string,
): Snapshot['calls'] {
  return calls.flatMap((call) => {
    const pop = toPop(deps, call, agentId);
    return pop !== null && isLive(pop.popState) ? [pop] : [];
  });
}

function nameOf(deps: Pick<PopDeps, 'agentName'>, { agentId, party }: Leg): string | null {
  const name = agentId === null ? null : deps.agentName(agentId);
  return name ?? party.name ?? party.extension ?? null;
}
