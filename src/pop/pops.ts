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
  observe?(callId: string, agentId: string, seen: Seen): void;
}

export interface Seen {
  state: PopState;
  shown: boolean;
  /** Another process made the pop, or may be the one to show it. */
  across?: boolean;
}

/** Tells every agent of these calls what became of them. */
export function publishCalls(deps: PopDeps, calls: readonly StoredCall[]): void {
  for (const call of calls) for (const agentId of agentsOf(call)) tell(deps, call, agentId);
}

function tell(deps: PopDeps, call: StoredCall, agentId: string): void {
  const shown = deps.channel.hasListeners(agentId);
  const across = !shown && deps.channel.reachesOthers;
  const state = shown || across ? publish(deps, call, agentId) : popStateOf(call, agentId);
  if (state === null || (!shown && state !== 'ringing')) return;
  deps.observe?.(call.id, agentId, { state, shown, ...(across && { across }) });
}

/** What was published; null: it is none of this agent's business. */
function publish(deps: PopDeps, call: StoredCall, agentId: string): PopState | null {
  const pop = toPop(deps, call, agentId);
  if (pop === null) return null;
  deps.channel.publish(agentId, { event: 'call', data: pop });
  return pop.popState;
}

/** Another process published this, and it is on open panels of this one. */
export function observeShown({ observe }: PopDeps, agentId: string, message: AgentMessage): void {
  if (message.event !== 'call') return;
  observe?.(message.data.id, agentId, { state: message.data.popState, shown: true, across: true });
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
    deps.observe?.(call.id, agentId, { state: pop.popState, shown: true });
    return [pop];
  });
}

function nameOf(deps: Pick<PopDeps, 'agentName'>, { agentId, party }: Leg): string | null {
  const name = agentId === null ? null : deps.agentName(agentId);
  return name ?? party.name ?? party.extension ?? null;
}
