import type { OpenSqlite } from '../../src/store/database.ts';
import { agentEmail, agentPhone } from './people.ts';

/** Adds agents with a phone at each source. */
export function addAgents({ sqlite }: OpenSqlite, sourceIds: readonly string[], count: number): void {
  const agent = sqlite.prepare(
    'INSERT INTO agents (id, name, email, provisioned, created_at) VALUES (?, ?, ?, 0, ?)',
  );
  const phone = sqlite.prepare(
    'INSERT INTO agent_identities (agent_id, source_id, user_id, extension, device_id) VALUES (?, ?, ?, ?, ?)',
  );
  sqlite.transaction(() => {
    for (let n = 0; n < count; n++) {
      const { userId, extension, deviceId, name } = agentPhone(n);
      agent.run(`agent-${n}`, name, agentEmail(n), Date.now());
      for (const sourceId of sourceIds) phone.run(`agent-${n}`, sourceId, userId, extension, deviceId);
    }
  })();
}
