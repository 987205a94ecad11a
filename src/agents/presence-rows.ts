import type { PbxIdentity } from '../model/event.ts';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';
import { userKeyOf, type PhoneUser } from './presence-state.ts';

export async function loadPhoneUsers(db: Db): Promise<PhoneUser[]> {
  const rows = await db.selectFrom('presence').selectAll().execute();
  return rows.map(fromRow);
}

/** Those of one source that these identities may mean: by key, or by the phone they sit at. */
export async function loadPhoneUsersOf(
  within: Db,
  sourceId: string,
  identities: readonly PbxIdentity[],
): Promise<PhoneUser[]> {
  const extensions = identities.flatMap(({ extension }) => extension ?? []);
  const devices = identities.flatMap(({ deviceId }) => deviceId ?? []);
  const rows = await within
    .selectFrom('presence')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where(({ eb, or }) =>
      or([
        eb('user_key', 'in', identities.map(userKeyOf)),
        ...(extensions.length > 0 ? [eb('extension', 'in', extensions)] : []),
        ...(devices.length > 0 ? [eb('device_id', 'in', devices)] : []),
      ]),
    )
    .execute();
  return rows.map(fromRow);
}

export async function savePhoneUsers(within: Db, users: readonly PhoneUser[]): Promise<void> {
  for (const user of users) {
    const { source_id, user_key, ...rest } = toRow(user);
    await within
      .insertInto('presence')
      .values({ source_id, user_key, ...rest })
      .onConflict((conflict) => conflict.columns(['source_id', 'user_key']).doUpdateSet(rest))
      .execute();
  }
}

function fromRow(row: Row<'presence'>): PhoneUser {
  return {
    sourceId: row.source_id,
    key: row.user_key,
    userId: row.user_id,
    extension: row.extension,
    deviceId: row.device_id,
    loggedIn: row.logged_in === null ? null : row.logged_in === 1,
    state: row.state,
    pausedReason: row.paused_reason,
    queues: JSON.parse(row.queues_json) as string[],
    changedAt: row.changed_at,
  };
}

function toRow(user: PhoneUser): Row<'presence'> {
  return {
    source_id: user.sourceId,
    user_key: user.key,
    user_id: user.userId,
    extension: user.extension,
    device_id: user.deviceId,
    logged_in: user.loggedIn === null ? null : Number(user.loggedIn),
    state: user.state,
    paused_reason: user.pausedReason,
    queues_json: JSON.stringify(user.queues),
    changed_at: user.changedAt,
  };
}
