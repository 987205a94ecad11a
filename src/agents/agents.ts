import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import { createTurns } from '../platform/turns.ts';
import type { Db } from '../store/database.ts';
import { createAgentMemory, samePhone, type AgentMemory } from './agent-memory.ts';
import { deleteAgent, loadAgents, saveAgent, saveAgents } from './agent-rows.ts';
import type { Agent, AgentDraft } from './agent.ts';
import { type AgentBatch, type BatchPlan, planBatch } from './batch.ts';

export interface Agents extends AgentReads, AgentEdits {
  /** A source is gone, and its phones with it. */
  readonly forgetSource: (sourceId: string) => void;
  /** A connection is gone, and its users with it. */
  readonly forgetConnection: (connectionId: string) => void;
  /** Takes over what other processes wrote. */
  readonly reload: () => Promise<void>;
}

type AgentReads = Omit<AgentMemory, 'put' | 'drop' | 'change'>;

interface AgentEdits {
  /** Refuses (`conflict`) an address in use and a phone that is another agent's. */
  readonly create: (draft: AgentDraft) => Promise<Agent>;
  /** Like `create`; also `not_found` and, for what comes from a file, `read_only`. */
  readonly update: (id: string, draft: AgentDraft) => Promise<Agent>;
  readonly remove: (id: string) => Promise<void>;
  /** Refuses (`conflict`) the whole of it when any part does not fit; see `planBatch`. Answers what was done. */
  readonly batch: (batch: AgentBatch) => Promise<BatchPlan>;
  /** Creates or updates by address, and makes it read-only. A phone that was another agent's is taken from them. */
  readonly provision: (draft: AgentDraft) => Promise<Agent>;
  /** What no file names any more can be changed by people again. */
  readonly releaseExcept: (emails: readonly string[]) => Promise<void>;
}

/** Loads all agents with their phones and CRM users. */
export async function createAgents(deps: { db: Db; clock: Clock }): Promise<Agents> {
  const memory = createAgentMemory(await loadAgents(deps.db));
  const inTurn = createTurns();
  const edit = edits(deps, memory);
  return {
    get: memory.get,
    byEmail: memory.byEmail,
    list: memory.list,
    byUser: memory.byUser,
    byExtension: memory.byExtension,
    byDevice: memory.byDevice,
    resolve: memory.resolve,
    create: (draft) => inTurn(() => edit.create(draft)),
    update: (id, draft) => inTurn(() => edit.update(id, draft)),
    remove: (id) => inTurn(() => edit.remove(id)),
    batch: (batch) => inTurn(() => edit.batch(batch)),
    provision: (draft) => inTurn(() => edit.provision(draft)),
    releaseExcept: (emails) => inTurn(() => edit.releaseExcept(emails)),
    reload: () =>
      inTurn(async () => {
        const stored = await loadAgents(deps.db);
        const there = new Set(stored.map(({ id }) => id));
        const gone = memory.list().filter(({ id }) => !there.has(id));
        memory.change(
          stored,
          gone.map(({ id }) => id),
        );
      }),
    forgetSource(sourceId) {
      for (const agent of memory.list()) {
        const identities = agent.identities.filter((identity) => identity.sourceId !== sourceId);
        if (identities.length < agent.identities.length) memory.put({ ...agent, identities });
      }
    },
    forgetConnection(connectionId) {
      for (const agent of memory.list()) {
        const crmUsers = agent.crmUsers.filter((user) => user.connectionId !== connectionId);
        if (crmUsers.length < agent.crmUsers.length) memory.put({ ...agent, crmUsers });
      }
    },
  };
}

/** The writes themselves; the caller sees to it that only one runs at a time. */
function edits({ db, clock }: { db: Db; clock: Clock }, memory: AgentMemory): AgentEdits {
  async function save(agent: Agent): Promise<Agent> {
    await saveAgent(db, agent);
    memory.put(agent);
    return agent;
  }

  const merged = (draft: AgentDraft, before: Agent | null, provisioned: boolean): Agent => ({
    id: before?.id ?? randomUUID(),
    name: draft.name,
    email: draft.email.toLowerCase(),
    identities: draft.identities,
    crmUsers: draft.crmUsers,
    provisioned,
    createdAt: before?.createdAt ?? clock(),
  });

  return {
    async create(draft) {
      needFree(memory, draft, null);
      return save(merged(draft, null, false));
    },
    async update(id, draft) {
      const before = changeable(memory, id);
      needFree(memory, draft, id);
      return save(merged(draft, before, false));
    },
    async remove(id) {
      changeable(memory, id);
      await deleteAgent(db, id);
      memory.drop(id);
    },
    async batch(batch) {
      const plan = planBatch(batch, memory.list(), { id: randomUUID, now: clock() });
      await saveAgents(db, plan.save, plan.remove);
      memory.change(plan.save, plan.remove);
      return plan;
    },
    async provision(draft) {
      const before = memory.byEmail(draft.email);
      for (const other of memory.list()) {
        if (other.id === before?.id) continue;
        const rest = other.identities.filter(
          (held) => !draft.identities.some((phone) => samePhone(phone, held)),
        );
        if (rest.length < other.identities.length) await save({ ...other, identities: rest });
      }
      return save(merged(draft, before, true));
    },
    async releaseExcept(emails) {
      const named = new Set(emails.map((email) => email.toLowerCase()));
      const left = memory.list().filter((agent) => agent.provisioned && !named.has(agent.email));
      for (const agent of left) await save({ ...agent, provisioned: false });
    },
  };
}

function changeable(memory: AgentMemory, id: string): Agent {
  const agent = memory.get(id);
  if (agent === null) throw new Refusal('not_found', 'There is no such agent');
  if (!agent.provisioned) return agent;
  throw new Refusal('read_only', `${agent.email} comes from a file: change the agent there`);
}

/** Two agents with one phone would both be shown its calls: a pop is for the agents whose phone it is only. */
function needFree(memory: AgentMemory, draft: AgentDraft, ownId: string | null): void {
  const namesake = memory.byEmail(draft.email);
  if (namesake !== null && namesake.id !== ownId) {
    const faults = [{ field: 'email', message: 'Another agent has this address' }];
    throw new Refusal('conflict', `There is an agent ${namesake.email} already`, faults);
  }
  const faults = draft.identities.flatMap((phone, at) => {
    const holder = memory
      .list()
      .find(
        (agent) => agent.id !== ownId && agent.identities.some((held) => samePhone(phone, held) !== null),
      );
    return holder ? [{ field: `pbx[${at}]`, message: `This phone is ${holder.email}'s already` }] : [];
  });
  if (faults.length > 0) throw new Refusal('conflict', 'A phone can be one agent’s only', faults);
}
