import type { Db } from '../store/database.ts';
import type { Agent } from './agent.ts';

/** All agents, with their phones in the order they were given in. */
export async function loadAgents(db: Db): Promise<Agent[]> {
  const agents = await db.selectFrom('agents').selectAll().execute();
  const identities = await db.selectFrom('agent_identities').selectAll().orderBy('id').execute();
  const crmUsers = await db.selectFrom('agent_crm_users').selectAll().orderBy('connection_id').execute();
  const phonesBy = byAgent(identities);
  const usersBy = byAgent(crmUsers);
  return agents.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    identities: (phonesBy.get(row.id) ?? []).map((phone) => ({
      sourceId: phone.source_id,
      userId: phone.user_id,
      extension: phone.extension,
      deviceId: phone.device_id,
    })),
    crmUsers: (usersBy.get(row.id) ?? []).map((user) => ({
      connectionId: user.connection_id,
      userId: user.crm_user_id,
    })),
    provisioned: row.provisioned === 1,
    createdAt: row.created_at,
  }));
}

/** Writes the agent with all phones and CRM users, in place of what was there. */
export function saveAgent(db: Db, agent: Agent): Promise<void> {
  return saveAgents(db, [agent], []);
}

/** Rows of one statement: databases bound the values it may carry. */
const chunkRows = 500;

/** Writes agents as `saveAgent` does and removes others by id; all of it or nothing. */
export async function saveAgents(
  db: Db,
  agents: readonly Agent[],
  removedIds: readonly string[],
): Promise<void> {
  const ids = agents.map(({ id }) => id);
  await db.transaction().execute(async (trx) => {
    for (const some of chunks(removedIds)) await trx.deleteFrom('agents').where('id', 'in', some).execute();
    for (const some of chunks(ids)) {
      await trx.deleteFrom('agent_identities').where('agent_id', 'in', some).execute();
      await trx.deleteFrom('agent_crm_users').where('agent_id', 'in', some).execute();
    }
    for (const some of chunks(agents.map(toRow))) {
      await trx
        .insertInto('agents')
        .values(some)
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(({ ref }) => ({
            name: ref('excluded.name'),
            email: ref('excluded.email'),
            provisioned: ref('excluded.provisioned'),
            created_at: ref('excluded.created_at'),
          })),
        )
        .execute();
    }
    for (const some of chunks(agents.flatMap(phoneRows)))
      await trx.insertInto('agent_identities').values(some).execute();
    for (const some of chunks(agents.flatMap(crmUserRows)))
      await trx.insertInto('agent_crm_users').values(some).execute();
  });
}

function toRow({ id, name, email, provisioned, createdAt }: Agent) {
  return { id, name, email, provisioned: provisioned ? 1 : 0, created_at: createdAt };
}

function phoneRows({ id, identities }: Agent) {
  return identities.map((phone) => ({
    agent_id: id,
    source_id: phone.sourceId,
    user_id: phone.userId,
    extension: phone.extension,
    device_id: phone.deviceId,
  }));
}

function crmUserRows({ id, crmUsers }: Agent) {
  return crmUsers.map((user) => ({
    agent_id: id,
    connection_id: user.connectionId,
    crm_user_id: user.userId,
  }));
}

function chunks<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / chunkRows);
  return Array.from({ length: count }, (_, at) => all.slice(at * chunkRows, (at + 1) * chunkRows));
}

export async function deleteAgent(db: Db, id: string): Promise<void> {
  await db.deleteFrom('agents').where('id', '=', id).execute();
}

function byAgent<R extends { agent_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(row.agent_id, [...(groups.get(row.agent_id) ?? []), row]);
  return groups;
}
