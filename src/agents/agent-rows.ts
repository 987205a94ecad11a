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
export async function saveAgent(db: Db, agent: Agent): Promise<void> {
  const row = {
    name: agent.name,
    email: agent.email,
    provisioned: agent.provisioned ? 1 : 0,
    created_at: agent.createdAt,
  };
  const phones = agent.identities.map((phone) => ({
    agent_id: agent.id,
    source_id: phone.sourceId,
    user_id: phone.userId,
    extension: phone.extension,
    device_id: phone.deviceId,
  }));
  const users = agent.crmUsers.map((user) => ({
    agent_id: agent.id,
    connection_id: user.connectionId,
    crm_user_id: user.userId,
  }));
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('agents')
      .values({ id: agent.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    await trx.deleteFrom('agent_identities').where('agent_id', '=', agent.id).execute();
    await trx.deleteFrom('agent_crm_users').where('agent_id', '=', agent.id).execute();
    if (phones.length > 0) await trx.insertInto('agent_identities').values(phones).execute();
    if (users.length > 0) await trx.insertInto('agent_crm_users').values(users).execute();
  });
}

export async function deleteAgent(db: Db, id: string): Promise<void> {
  await db.deleteFrom('agents').where('id', '=', id).execute();
}

function byAgent<R extends { agent_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(row.agent_id, [...(groups.get(row.agent_id) ?? []), row]);
  return groups;
}
