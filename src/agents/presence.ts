import type { Presence } from '../api/call.ts';
import type { CallEvent, PbxIdentity } from '../model/event.ts';
import type { Db } from '../store/database.ts';
import type { Trx } from '../store/hot.ts';
import { afterEvent, unknownUser, userKeyOf, type PhoneUser } from './presence-state.ts';
import { loadPhoneUsers, savePhoneUsers } from './presence-rows.ts';
import { presenceOf } from './presence-view.ts';

/** A PBX that invents users without end must not fill our memory. */
const mostUsers = 50_000;

export interface PresenceDeps {
  db: Db;
  byUser(sourceId: string, userId: string): string | null;
  byExtension(sourceId: string, extension: string): string | null;
  byDevice(sourceId: string, deviceId: string): string | null;
}

export interface PresenceBook {
  /** Takes in an agent event; answers the agent it concerns, if any. Other events are passed over. */
  observe(sourceId: string, event: CallEvent, receivedAt: number): string | null;
  /** Whose phone it is now: the user's, else whoever is logged in there, else the line's or device's own agent. */
  agentOf(sourceId: string, party: PbxIdentity): string | null;
  of(agentId: string): Presence;
  /** Writes what changed since the last save, inside `trx`. What a failed transaction lost is saved with the next. */
  save(trx: Trx): Promise<void>;
}

/** Presence of phone users and which phone they sit at; loaded once, kept in memory, saved as it changes. */
export async function createPresence(deps: PresenceDeps): Promise<PresenceBook> {
  const users = new Map<string, PhoneUser>();
  const atPhone = new Map<string, PhoneUser>();
  const unsaved = new Map<string, PhoneUser>();
  for (const user of await loadPhoneUsers(deps.db)) remember(user);

  function remember(user: PhoneUser): void {
    const key = keyOf(user.sourceId, user.key);
    for (const phone of phonesOf(users.get(key)))
      if (atPhone.get(phone)?.key === user.key) atPhone.delete(phone);
    users.set(key, user);
    // Only a user logged in there speaks for a phone.
    if (user.userId !== null && user.loggedIn === true)
      for (const phone of phonesOf(user)) atPhone.set(phone, user);
  }

  /** An event that names only a line speaks of whoever is logged in there. */
  function userAt(sourceId: string, identity: PbxIdentity): PhoneUser | undefined {
    if (identity.userId !== undefined) return users.get(keyOf(sourceId, identity.userId));
    return (
      phoneKeys(sourceId, identity).flatMap((phone) => atPhone.get(phone) ?? [])[0] ??
      users.get(keyOf(sourceId, userKeyOf(identity)))
    );
  }

  function agentOf(sourceId: string, party: PbxIdentity): string | null {
    const { userId, extension, deviceId } = party;
    const named = userId === undefined ? null : deps.byUser(sourceId, userId);
    if (named !== null) return named;
    for (const phone of phoneKeys(sourceId, party)) {
      const seated = atPhone.get(phone)?.userId;
      const agent = typeof seated === 'string' ? deps.byUser(sourceId, seated) : null;
      if (agent !== null) return agent;
    }
    const byLine = extension === undefined ? null : deps.byExtension(sourceId, extension);
    return byLine ?? (deviceId === undefined ? null : deps.byDevice(sourceId, deviceId));
  }

  return {
    agentOf,
    observe(sourceId, event, receivedAt) {
      const identity = event.presence?.user;
      if (identity === undefined) return null;
      const at = event.at ?? receivedAt;
      const before = userAt(sourceId, identity) ?? unknownUser(sourceId, identity, at);
      const after = afterEvent(before, event, at);
      const key = keyOf(sourceId, after.key);
      if (after === before || (!users.has(key) && users.size >= mostUsers)) return null;
      remember(after);
      unsaved.set(key, after);
      return agentOf(sourceId, identityOf(after));
    },
    of(agentId) {
      return presenceOf(
        [...users.values()].filter((user) => agentOf(user.sourceId, identityOf(user)) === agentId),
      );
    },
    async save(trx) {
      if (unsaved.size === 0) return;
      await savePhoneUsers(trx, [...unsaved.values()]);
      unsaved.clear();
    },
  };
}

function identityOf(user: PhoneUser): PbxIdentity {
  return {
    userId: user.userId ?? undefined,
    extension: user.extension ?? undefined,
    deviceId: user.deviceId ?? undefined,
  };
}

const keyOf = (sourceId: string, key: string): string => `${sourceId} ${key}`;

function phoneKeys(sourceId: string, { extension, deviceId }: PbxIdentity): string[] {
  const keys: string[] = [];
  if (extension !== undefined) keys.push(`${sourceId} ext ${extension}`);
  if (deviceId !== undefined) keys.push(`${sourceId} dev ${deviceId}`);
  return keys;
}

function phonesOf(user: PhoneUser | undefined): string[] {
  return user === undefined ? [] : phoneKeys(user.sourceId, identityOf(user));
}
