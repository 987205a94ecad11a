import type { Fault } from '../model/event.ts';
import { Refusal } from '../platform/refusal.ts';
import { type Agent, type AgentDraft, identityWays } from './agent.ts';

/** Many agents at once: those put are created or replaced by their address, and all of it happens or nothing. */
export interface AgentBatch {
  readonly put: readonly AgentDraft[];
  /** Addresses. */
  readonly remove: readonly string[];
}

export interface BatchPlan {
  readonly save: readonly Agent[];
  /** Ids. */
  readonly remove: readonly string[];
  /** The batch that takes it back. */
  readonly undo: AgentBatch;
  readonly added: number;
  readonly changed: number;
}

/**
 * What a batch makes of the agents there are.
 *
 * @throws Refusal `conflict` that names every draft at fault (`put[3].pbx[0]`): an agent from a file, an address
 * twice, a phone that would be two agents'
 */
export function planBatch(
  batch: AgentBatch,
  agents: readonly Agent[],
  make: { id: () => string; now: number },
): BatchPlan {
  const byEmail = new Map(agents.map((agent) => [agent.email, agent]));
  const removed = batch.remove.flatMap((email) => byEmail.get(email.toLowerCase()) ?? []);
  const before = batch.put.map((draft) => byEmail.get(draft.email.toLowerCase()) ?? null);
  const save = batch.put.map((draft, at) => merged(draft, before[at] ?? null, make));

  const faults = [...readOnly(before, removed), ...twice(save), ...sharedPhones(save, removed, agents)];
  if (faults.length > 0) throw new Refusal('conflict', faults[0]?.message ?? 'The agents do not fit', faults);
  const existing = before.filter((agent) => agent !== null);
  return {
    save,
    remove: removed.map(({ id }) => id),
    undo: {
      put: [...existing, ...removed].map(draftOf),
      remove: save.filter((_, at) => before[at] === null).map(({ email }) => email),
    },
    added: save.length - existing.length,
    changed: existing.length,
  };
}

function merged(draft: AgentDraft, before: Agent | null, make: { id: () => string; now: number }): Agent {
  return {
    id: before?.id ?? make.id(),
    name: draft.name,
    email: draft.email.toLowerCase(),
    identities: draft.identities,
    crmUsers: draft.crmUsers,
    provisioned: false,
    createdAt: before?.createdAt ?? make.now,
  };
}

function draftOf({ name, email, identities, crmUsers }: Agent): AgentDraft {
  return { name, email, identities, crmUsers };
}

function readOnly(before: readonly (Agent | null)[], removed: readonly Agent[]): Fault[] {
  const fault = (field: string, agent: Agent | null): Fault[] =>
    agent?.provisioned
      ? [{ field, message: `${agent.email} comes from a file: change the agent there` }]
      : [];
  return [
    ...before.flatMap((agent, at) => fault(`put[${at}]`, agent)),
    ...removed.flatMap((agent, at) => fault(`remove[${at}]`, agent)),
  ];
}

function twice(save: readonly Agent[]): Fault[] {
  const seen = new Set<string>();
  return save.flatMap(({ email }, at) => {
    if (!seen.has(email)) {
      seen.add(email);
      return [];
    }
    return [{ field: `put[${at}].email`, message: `${email} is there twice` }];
  });
}

/** Each phone as it would be known afterwards; the second to claim one is at fault. */
function sharedPhones(save: readonly Agent[], removed: readonly Agent[], agents: readonly Agent[]): Fault[] {
  const changing = new Set([...save, ...removed].map(({ id }) => id));
  const holder = new Map<string, string>();
  const claim = ({ email, identities }: Agent): { phone: number; of: string }[] =>
    identities.flatMap((identity, phone) => {
      const keys = identityWays.flatMap((way) =>
        identity[way] === null ? [] : [`${identity.sourceId}\n${way}\n${identity[way]}`],
      );
      const of = keys.map((key) => holder.get(key)).find((one) => one !== undefined && one !== email);
      for (const key of keys) if (!holder.has(key)) holder.set(key, email);
      return of === undefined ? [] : [{ phone, of }];
    });
  for (const agent of agents) if (!changing.has(agent.id)) claim(agent);
  return save.flatMap((agent, at) =>
    claim(agent).map(({ phone, of }) => ({
      field: `put[${at}].pbx[${phone}]`,
      message: `A phone of ${agent.email} is ${of}’s already`,
    })),
  );
}
