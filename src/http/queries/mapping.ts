import type { Agent } from '../../agents/agent.ts';
import { type Candidate, createSuggestInTurns } from '../../agents/suggest.ts';
import type { Unmapped } from '../../api/admin.ts';
import type { Mapping } from '../../api/mapping.ts';

interface CrmUser {
  id: string;
  name: string;
  email: string | null;
  active: boolean;
}

/** A connection's users; `users` is empty when the CRM did not tell. */
export interface ConnectionUsers {
  connection: { id: string; name: string };
  users: readonly CrmUser[];
  /** Why they are not known. */
  fault: string | null;
}

type Owner = NonNullable<Mapping['phones'][number]['suggestion']>['owner'];

/** Phones without an agent and agents without a CRM user, each with who it may be. */
export async function mappingOf(
  phones: readonly Unmapped[],
  agents: readonly Agent[],
  connections: readonly ConnectionUsers[],
  sourceName: (id: string) => string,
): Promise<Mapping> {
  const owners = phones.length === 0 ? [] : ownersFrom(agents, connections, sourceName);
  const suggestOwner = await createSuggestInTurns(owners);
  const crm = await Promise.all(connections.map((one) => crmGaps(agents, one)));
  return {
    phones: phones.map((phone) => ({ ...phone, suggestion: suggestOwner(phone) })),
    crm: crm.flat(),
    crmUsers: connections.flatMap(({ connection, users }) =>
      users.map(({ id, name, email }) => ({ connection: connection.name, id, name, email })),
    ),
    unavailable: connections.flatMap(({ connection, fault }) =>
      fault === null ? [] : [{ connection: connection.name, message: fault }],
    ),
  };
}

/** Agents that may be changed here, and CRM users who are no agents yet. */
function ownersFrom(
  agents: readonly Agent[],
  connections: readonly ConnectionUsers[],
  sourceName: (id: string) => string,
): Candidate<Owner>[] {
  const emails = new Set(agents.map(({ email }) => email));
  const linked = new Set(
    agents.flatMap(({ crmUsers }) => crmUsers.map((user) => `${user.connectionId}\n${user.userId}`)),
  );
  const asOwners = agents
    .filter(({ provisioned }) => !provisioned)
    .map(({ id, name, email, identities }) => ({
      owner: { agentId: id, crm: null, name, email },
      name,
      email,
      phones: identities.map(({ sourceId, userId, extension }) => ({
        source: sourceName(sourceId),
        user: userId,
        extension,
      })),
    }));
  const asUsers = connections.flatMap(({ connection, users }) =>
    users
      .filter(({ id, email, active }) => {
        const isAgent =
          linked.has(`${connection.id}\n${id}`) || (email !== null && emails.has(email.toLowerCase()));
        return active && email !== null && !isAgent;
      })
      .map(({ id, name, email }) => ({
        owner: { agentId: null, crm: { connection: connection.name, user: id }, name, email },
        name,
        email,
        phones: [],
      })),
  );
  return [...asOwners, ...asUsers];
}

async function crmGaps(
  agents: readonly Agent[],
  { connection, users }: ConnectionUsers,
): Promise<Mapping['crm']> {
  const taken = new Set(
    agents.flatMap(({ crmUsers }) =>
      crmUsers.filter(({ connectionId }) => connectionId === connection.id).map(({ userId }) => userId),
    ),
  );
  const free = users.filter(({ id, active }) => active && !taken.has(id));
  if (free.length === 0) return [];
  const suggest = await createSuggestInTurns(
    free.map((user) => ({ owner: user, name: user.name, email: user.email, phones: [] })),
  );
  return agents.flatMap(({ id, name, email, identities, crmUsers, provisioned }) => {
    if (provisioned || crmUsers.some(({ connectionId }) => connectionId === connection.id)) return [];
    const user = identities.find(({ userId }) => userId !== null)?.userId ?? null;
    const found = suggest({ name, email, user });
    if (found === null) return [];
    const { owner, reason, because } = found;
    const suggestion = { user: owner.id, name: owner.name, reason, because };
    return [{ agentId: id, connection: connection.name, suggestion }];
  });
}
