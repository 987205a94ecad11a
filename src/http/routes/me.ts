import type { Agent } from '../../agents/agent.ts';
import type { Agents } from '../../agents/agents.ts';
import type { Me } from '../../api/admin.ts';
import type { Person } from '../../people/person.ts';
import type { Caller } from '../caller.ts';
import { Problem } from '../problem.ts';

/** The person as the pages know them, and the agent with the same address. */
export function meOf(person: Person, agents: Pick<Agents, 'byEmail'>): Me {
  const { id, email, name, role } = person;
  const agent = agents.byEmail(email);
  return {
    person: { id, email, name, role },
    agent: agent && { id: agent.id, name: agent.name, email: agent.email },
  };
}

/** The agent that the caller is; 409 with words when they are none. */
export function ownAgent(caller: Caller, agents: Pick<Agents, 'byEmail'>): Agent {
  const agent = caller.kind === 'person' ? agents.byEmail(caller.person.email) : null;
  if (agent !== null) return agent;
  throw new Problem(409, 'You are no agent here', {
    detail:
      caller.kind === 'key'
        ? 'An API key is no person and has no phone.'
        : `An admin can add an agent with the address ${caller.person.email}.`,
  });
}

/** The agent at this address, which only admins may ask for unless it is their own; without one the caller. */
export function agentAsked(
  email: string | undefined,
  caller: Caller,
  agents: Pick<Agents, 'byEmail'>,
): Agent {
  if (email === undefined) return ownAgent(caller, agents);
  const isOwn = caller.kind === 'person' && caller.person.email === email.toLowerCase();
  if (!isOwn && caller.role !== 'admin') throw new Problem(403, 'Only admins may act for another agent');
  const agent = agents.byEmail(email);
  if (agent === null) throw new Problem(404, 'There is no such agent');
  return agent;
}
