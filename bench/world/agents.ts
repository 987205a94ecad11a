import { agentSeries } from './people.ts';

/** Statements that add agents 0 … count - 1, each with a phone at each source. */
export function addingAgents(sourceIds: readonly string[], count: number, now: number): string[] {
  if (count === 0) return [];
  const series = seriesOf(0, count);
  const { email, name, userId, extension, deviceId } = agentSeries;
  return [
    `${series} INSERT INTO agents (id, name, email, provisioned, created_at)
      SELECT 'agent-' || n, ${name}, ${email}, 0, ${now} FROM series`,
    ...sourceIds.map(
      (
        sourceId,
      ) => `${series} INSERT INTO agent_identities (agent_id, source_id, user_id, extension, device_id)
        SELECT 'agent-' || n, '${sourceId}', ${userId}, ${extension}, ${deviceId} FROM series`,
    ),
  ];
}

/** `series (n)`: whole numbers from … to - 1. */
export const seriesOf = (from: number, to: number): string =>
  `WITH RECURSIVE series (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM series WHERE n + 1 < ${to})`;
