import type { Agent } from '../../../api/admin.ts';
import type { AgentInput, CrmGap, Identity, Owner, StrayPhone } from '../../api/agent-endpoints.ts';

interface Phone {
  user?: string | null | undefined;
  extension?: string | null | undefined;
  device?: string | null | undefined;
}

export function phoneInWords({ user, extension, device }: Phone): string {
  const parts = [user && `user ${user}`, extension && `extension ${extension}`, device && `device ${device}`];
  return parts.filter(Boolean).join(', ') || 'an unnamed phone';
}

/** One phone is one of each; rows of a table need a name. */
export function phoneId({ source, user, extension, device }: StrayPhone): string {
  return JSON.stringify([source, user, extension, device]);
}

/** The surest name alone: at shared desks the same extension is another person's tomorrow. */
function identityOf({ source, user, extension, device }: StrayPhone): Identity {
  if (user) return { source, user };
  return extension ? { source, extension } : { source, device: device ?? '' };
}

/** What is to become whose. */
export interface Assignment {
  phone: StrayPhone;
  owner: Owner;
}

/** The agents as they are to be, each once, whatever they get: what the batch puts. */
export function draftsFor(
  assignments: readonly Assignment[],
  gaps: readonly CrmGap[],
  agents: readonly Agent[],
): AgentInput[] {
  const drafts = new Map<string, AgentInput>();
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const draftOf = (agent: AgentInput): AgentInput => {
    const { name, email, pbx, crm } = agent;
    const draft = drafts.get(email) ?? { name, email, pbx: [...pbx], crm: [...crm] };
    drafts.set(email, draft);
    return draft;
  };
  for (const { phone, owner } of assignments) {
    const agent = owner.agentId === null ? newAgent(owner) : byId.get(owner.agentId);
    if (agent) draftOf(agent).pbx.push(identityOf(phone));
  }
  for (const { agentId, connection, suggestion } of gaps) {
    const agent = byId.get(agentId);
    if (agent) draftOf(agent).crm.push({ connection, user: suggestion.user });
  }
  return [...drafts.values()];
}

function newAgent({ name, email, crm }: Owner): AgentInput {
  return { name, email: (email ?? '').toLowerCase(), pbx: [], crm: crm ? [crm] : [] };
}
