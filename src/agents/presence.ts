import type { Presence } from '../api/call.ts';
import type { CallEvent, PbxIdentity } from '../model/event.ts';
import type { Db } from '../store/database.ts';
import type { Trx } from '../store/hot.ts';
import { afterEvent, unknownUser, userKeyOf, type PhoneUser } from './presence-state.ts';
import { loadPhoneUsers, loadPhoneUsersOf, savePhoneUsers } from './presence-rows.ts';
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
  /** Of many at once, in one pass over all phone users. */
  ofEach(agentIds: readonly string[]): Map<string, Presence>;
  /** Writes what changed, inside `trx`: again with each save until one is `saved`. */
  save(trx: Trx): Promise<void>;
  /** The last save is durable. */
  saved(): void;
  /**
   * Takes over what other processes wrote: of the users that these events speak of, inside `within`, which holds
   * `presenceLock` of their sources.
   */
  catchUp(within: Db, events: readonly SourcedEvent[]): Promise<void>;
  /** Takes over all that other processes wrote. */
  reload(): Promise<void>;
}

export interface SourcedEvent {
  sourceId: string;
  event: CallEvent;
}

/** What processes lock before they observe agent events of a source. */
export const presenceLock = (sourceId: string): string => `presence of ${sourceId}`;

/** Presence of phone users and which phone they sit at; loaded once, kept in memory, saved as it changes. */
export async function createPresence(deps: PresenceDeps): Promise<PresenceBook> {
  const memory = createMemory();
  const unsaved = new Map<string, PhoneUser>();
  let written: readonly PhoneUser[] = [];
  for (const user of await loadPhoneUsers(deps.db)) memory.remember(user);

  function agentOf(sourceId: string, party: PbxIdentity): string | null {
    const { userId, extension, deviceId } = party;
    const own = agentOfUser(deps, sourceId, userId);
    if (own !== null) return own;
    for (const phone of phoneKeys(sourceId, party)) {
      const agent = agentOfUser(deps, sourceId, memory.seatedAt(phone)?.userId);
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
      const before = memory.find(sourceId, identity) ?? unknownUser(sourceId, identity, at);
      const after = afterEvent(before, event, at);
      if (after === before || !memory.remember(after)) return null;
      unsaved.set(keyOf(sourceId, after.key), after);
      return agentOf(sourceId, identityOf(after));
    },
    of: (agentId) =>
      presenceOf(memory.all().filter((user) => agentOf(user.sourceId, identityOf(user)) === agentId)),
    ofEach(agentIds) {
      const users = new Map(agentIds.map((id): [string, PhoneUser[]] => [id, []]));
      for (const user of memory.all()) users.get(agentOf(user.sourceId, identityOf(user)) ?? '')?.push(user);
      return new Map([...users].map(([id, own]) => [id, presenceOf(own)]));
    },
    async save(trx) {
      written = [...unsaved.values()];
      await savePhoneUsers(trx, written);
    },
    saved() {
      for (const user of written) {
        const key = keyOf(user.sourceId, user.key);
        // It may have changed again meanwhile.
        if (unsaved.get(key) === user) unsaved.delete(key);
      }
    },
    async catchUp(within, events) {
      for (const [sourceId, identities] of usersOf(events)) {
        for (const user of await loadPhoneUsersOf(within, sourceId, identities)) {
          unsaved.delete(keyOf(sourceId, user.key));
          memory.remember(user);
        }
      }
    },
    async reload() {
      for (const user of await loadPhoneUsers(deps.db))
        if (!unsaved.has(keyOf(user.sourceId, user.key))) memory.remember(user);
    },
  };
}

function agentOfUser(
  { byUser }: PresenceDeps,
  sourceId: string,
  userId: string | null | undefined,
): string | null {
  return userId ? byUser(sourceId, userId) : null;
}

function usersOf(events: readonly SourcedEvent[]): Map<string, PbxIdentity[]> {
  const users = new Map<string, PbxIdentity[]>();
  for (const { sourceId, event } of events) {
    if (event.presence === undefined) continue;
    users.set(sourceId, [...(users.get(sourceId) ?? []), event.presence.user]);
  }
  return users;
}

/** Phone users by key and by the phone they are logged in at. */
function createMemory() {
  const users = new Map<string, PhoneUser>();
  const seats = new Map<string, PhoneUser>();
  const seatedAt = (phone: string): PhoneUser | undefined => seats.get(phone);

  return {
    seatedAt,
    all: () => [...users.values()],
    /** An event that names only a line speaks of whoever is logged in there. */
    find(sourceId: string, identity: PbxIdentity): PhoneUser | undefined {
      if (identity.userId !== undefined) return users.get(keyOf(sourceId, identity.userId));
      const [seated] = phoneKeys(sourceId, identity).flatMap((phone) => seats.get(phone) ?? []);
      return seated ?? users.get(keyOf(sourceId, userKeyOf(identity)));
    },
    /** False: there is no room for one more. */
    remember(user: PhoneUser): boolean {
      const key = keyOf(user.sourceId, user.key);
      const before = users.get(key);
      if (before === undefined && users.size >= mostUsers) return false;
      for (const phone of phonesOf(before)) if (seats.get(phone)?.key === user.key) seats.delete(phone);
      users.set(key, user);
      // Only a user logged in there speaks for a phone.
      if (user.userId !== null && user.loggedIn === true)
        for (const phone of phonesOf(user)) seats.set(phone, user);
      return true;
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
