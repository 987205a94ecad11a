import type { Pop } from '../api/call.ts';
import type { Leg, StoredCall } from '../model/call.ts';

export type PopState = Pop['popState'];

/** What this agent's screen is to show of a call; null: it is none of their business. */
export function popStateOf(call: StoredCall, agentId: string): PopState | null {
  const own = call.legs.filter((leg) => leg.agentId === agentId);
  if (own.length === 0 || call.kind === 'fax') return null;
  if (own.some((leg) => leg.state === 'answered')) return 'answered';
  if (own.some((leg) => leg.state === 'ringing' && !takenMeanwhile(call, leg))) return 'ringing';
  if (own.some(talked)) return 'ended';
  if (call.legs.some(talked)) return 'answered_elsewhere';
  return call.direction === 'outbound' ? 'ended' : 'missed';
}

export function isLive(state: PopState | null): boolean {
  return state === 'ringing' || state === 'answered';
}

/** The leg of whoever talked with the customer first; null: nobody did. */
export function answeringLeg(call: StoredCall): Leg | null {
  const [first] = call.legs.filter(talked).toSorted((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0));
  return first ?? null;
}

/** Agents whose phone rings or talks in this call, each once. */
export function agentsOf(call: StoredCall): string[] {
  return [...new Set(call.legs.flatMap((leg) => leg.agentId ?? []))];
}

/** Somebody answered while this phone rang. It may go on ringing until the PBX says otherwise; the screen need not. */
function takenMeanwhile(call: StoredCall, { ringingAt }: Leg): boolean {
  return ringingAt !== null && call.legs.some((leg) => leg.answeredAt !== null && leg.answeredAt > ringingAt);
}

function talked(leg: Leg): boolean {
  return leg.answeredAt !== null;
}
