import type { ApiCall, Pop, Snapshot } from '../api/call.ts';
import type { Leg, StoredCall } from '../model/call.ts';
import { agentsOf, answeringLeg, isLive, popStateOf, type PopState } from './projection.ts';
import type { AgentMessage, Channel } from './channel.ts';

export interface PopDeps {
  channel: Channel;
  toApiCall(call: StoredCall): ApiCall;
  /** Display name of an agent. */
  agentName(agentId: string): string | null;
  /** Told what an agent was shown, and whose ringing phone no open panel showed. On the way of every ring: be quick. */
  observe?(callId: string, agentId: string, state: PopState, shown: boolean): void;
}

/** Tells every agent of these calls what became of them. */
export function publishCalls(deps: PopDeps, calls: readonly StoredCall[]): void {
  for (const call of calls) {
    for (const agentId of agentsOf(call)) {
      const isHeardHere = deps.channel.hasListeners(agentId);
      if (!isHeardHere && !deps.channel.reachesOthers) {
        if (popStateOf(call, agentId) === 'ringing') deps.observe?.(call.id, agentId, 'ringing', false);
        continue;
      }
      const pop = toPop(deps, call, agentId);
      if (pop === null) continue;
      deps.channel.publish(agentId, { event: 'call', data: pop });
      if (isHeardHere) deps.observe?.(call.id, agentId, pop.popState, true);
    }
  }
}

/** Another process published this, and it is on open panels of this one. */
export function observeShown({ observe }: PopDeps, agentId: string, message: AgentMessage): void {
  if (message.event === 'call') observe?.(message.data.id, agentId, message.data.popState, true);
}

/** The call as this agent may see it; null: it is none of their business. */
export function toPop(deps: Omit<PopDeps, 'channel'>, call: StoredCall, agentId: string): Pop | null {
  const popState = popStateOf(call, agentId);
  if (popState === null) return null;
  const leg = answeringLeg(call);
  const answeredBy = leg === null ? null : nameOf(deps, leg);
  const { note = null, disposition = null } = call.notes.find((one) => one.agentId === agentId) ?? {};
  return { ...deps.toApiCall(call), popState, answeredBy, chosen: call.chosen[0] ?? null, note, disposition };
}

/** What a panel that opens is shown first. */
export function livePops(
  deps: Omit<PopDeps, 'channel'>,
  calls: readonly StoredCall[],
  agentId: string,
): Snapshot['calls'] {
  return calls.flatMap((call) => {
    const pop = toPop(deps, call, agentId);
    if (pop === null || !isLive(pop.popState)) return [];
    deps.observe?.(call.id, agentId, pop.popState, true);
    return [pop];
  });
}

function nameOf(deps: Pick<PopDeps, 'agentName'>, { agentId, party }: Leg): string | null {
  const name = agentId === null ? null : deps.agentName(agentId);
  return name ?? party.name ?? party.extension ?? null;
}
