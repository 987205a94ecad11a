import { identityWays, type Agent, type AgentIdentity, type IdentityWay, type PhoneUser } from './agent.ts';

/** Who answers which phone, in memory: every event asks. */
export interface AgentMemory {
  readonly get: (id: string) => Agent | null;
  /** Whatever case the address is written in. */
  readonly byEmail: (email: string) => Agent | null;
  /** By name. */
  readonly list: () => Agent[];
  readonly byUser: (sourceId: string, userId: string) => string | null;
  readonly byExtension: (sourceId: string, extension: string) => string | null;
  readonly byDevice: (sourceId: string, deviceId: string) => string | null;
  /**
   * Agent id by user id, else by extension, else by device; null: nobody's phone. Where presence binds users to
   * extensions, ask `byUser`, the binding, `byExtension` and `byDevice` in turn instead.
   */
  readonly resolve: (sourceId: string, phone: PhoneUser) => string | null;
  readonly put: (agent: Agent) => void;
  readonly drop: (id: string) => void;
  /** Many at once. */
  readonly change: (put: readonly Agent[], drop: readonly string[]) => void;
}

/** Agent id by way, source and value: keys are looked up as they came, since making one costs more than looking twice. */
type Phones = Record<IdentityWay, Map<string, Map<string, string>>>;

export function createAgentMemory(agents: readonly Agent[]): AgentMemory {
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  let phones = phonesOf(byId);

  const lookUp = (way: IdentityWay, sourceId: string, value: string): string | null =>
    phones[way].get(sourceId)?.get(value) ?? null;

  return {
    get: (id) => byId.get(id) ?? null,
    byEmail(email) {
      const wanted = email.toLowerCase();
      return [...byId.values()].find((agent) => agent.email === wanted) ?? null;
    },
    list: () => [...byId.values()].sort((a, b) => a.name.localeCompare(b.name)),
    byUser: (sourceId, userId) => lookUp('userId', sourceId, userId),
    byExtension: (sourceId, extension) => lookUp('extension', sourceId, extension),
    byDevice: (sourceId, deviceId) => lookUp('deviceId', sourceId, deviceId),
    resolve(sourceId, phone) {
      for (const way of identityWays) {
        const value = phone[way];
        const agentId = value ? lookUp(way, sourceId, value) : null;
        if (agentId !== null) return agentId;
      }
      return null;
    },
    put(agent) {
      byId.set(agent.id, agent);
      phones = phonesOf(byId);
    },
    drop(id) {
      byId.delete(id);
      phones = phonesOf(byId);
    },
    change(put, drop) {
      for (const id of drop) byId.delete(id);
      for (const agent of put) byId.set(agent.id, agent);
      phones = phonesOf(byId);
    },
  };
}

/** The first way in which two identities are the same phone; null: they are not. */
export function samePhone(one: AgentIdentity, other: AgentIdentity): IdentityWay | null {
  if (one.sourceId !== other.sourceId) return null;
  return identityWays.find((way) => one[way] !== null && one[way] === other[way]) ?? null;
}

function phonesOf(agents: ReadonlyMap<string, Agent>): Phones {
  const phones: Phones = { userId: new Map(), extension: new Map(), deviceId: new Map() };
  for (const agent of agents.values()) {
    for (const identity of agent.identities) {
      for (const way of identityWays) {
        const value = identity[way];
        if (value === null) continue;
        const ofSource = phones[way].get(identity.sourceId) ?? new Map<string, string>();
        phones[way].set(identity.sourceId, ofSource.set(value, agent.id));
      }
    }
  }
  return phones;
}
