/** One webhook of a scripted call, before it is put into a request. */
export interface WireStep {
  /** Since the step before; the first step's counts from the start of the call. */
  afterMs: number;
  /** The event's name on the wire. */
  event: string;
  fields: Record<string, string>;
}

export interface CastAgent {
  userId: string;
  extension: string;
  name: string;
  deviceId?: string;
}

/** Who plays in a scenario, and what the PBX calls the call. */
export interface Cast {
  customerNumber: string;
  customerName?: string;
  /** Our own number that the customer calls, and that our agents call from. */
  dialed: string;
  agents: readonly CastAgent[];
  queue: string;
  callId: string;
  /** Epoch ms of the first step; contaqt's `ts` counts from here. */
  startedAt: number;
  /** linuxbox `cel_id`: rises with each call. */
  nextEventId(): number;
  /** contaqt `a2`; left out of the events when absent. */
  country?: string;
  lead?: { id: string; name: string };
  tags?: readonly string[];
}

export type Scenario = (cast: Cast) => WireStep[];

/** The cast's nth agent, from 0. Throws when there are fewer: a scenario cannot do with less. */
export function agentAt(cast: Cast, index: number): CastAgent {
  const agent = cast.agents[index];
  if (agent === undefined)
    throw new RangeError(`this scenario needs ${index + 1} agents, the cast has ${cast.agents.length}`);
  return agent;
}

/** Without the fields that hold nothing. */
export function present(fields: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== '') kept[name] = value;
  return kept;
}
