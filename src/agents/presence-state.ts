import type { CallEvent, CallEventType, PbxIdentity, PresenceChange } from '../model/event.ts';

/** What is known of one phone user of one source. */
export interface PhoneUser {
  sourceId: string;
  /** The PBX's user id; `ext:101` for a line no user is known of. */
  key: string;
  userId: string | null;
  /** Where the user is logged in. */
  extension: string | null;
  deviceId: string | null;
  loggedIn: boolean | null;
  /** The PBX's own word: "pause", an activity id. */
  state: string | null;
  /** Why the system paused them. */
  pausedReason: string | null;
  queues: readonly string[];
  /** Epoch ms. */
  changedAt: number;
}

export function userKeyOf(user: PbxIdentity): string {
  return (
    user.userId ?? (user.extension === undefined ? `dev:${user.deviceId ?? ''}` : `ext:${user.extension}`)
  );
}

export function unknownUser(sourceId: string, user: PbxIdentity, at: number): PhoneUser {
  return {
    sourceId,
    key: userKeyOf(user),
    userId: user.userId ?? null,
    extension: user.extension ?? null,
    deviceId: user.deviceId ?? null,
    loggedIn: null,
    state: null,
    pausedReason: null,
    queues: [],
    changedAt: at,
  };
}

/** The user after an agent event. News older than what is known (contaqt sends its own times) changes nothing. */
export function afterEvent(user: PhoneUser, event: CallEvent, at: number): PhoneUser {
  const change = event.presence;
  if (change === undefined || at < user.changedAt) return user;
  const effect = effects[event.type];
  return effect === undefined ? user : { ...user, changedAt: at, ...effect(user, change) };
}

type Effect = (user: PhoneUser, change: PresenceChange) => Partial<PhoneUser>;

const effects: Partial<Record<CallEventType, Effect>> = {
  agent_logged_in: (user, change) => ({
    ...boundTo(user, change),
    loggedIn: true,
    state: null,
    pausedReason: null,
  }),
  agent_logged_out: (_user, change) => ({
    extension: null,
    deviceId: null,
    loggedIn: false,
    state: change.reason ?? null,
    pausedReason: null,
  }),
  agent_state: (user, change) => ({
    loggedIn: user.loggedIn ?? true,
    state: stateWord(change),
    pausedReason: null,
  }),
  line_paused: (_user, change) => ({ pausedReason: change.reason ?? 'paused' }),
  agent_queues_joined: (user, { queues = [] }) => ({
    queues: [...new Set([...user.queues, ...queues])].slice(0, 100),
  }),
  agent_queues_left: (user, { queues = [] }) => ({
    queues: user.queues.filter((queue) => !queues.includes(queue)),
  }),
};

function boundTo(user: PhoneUser, change: PresenceChange): Pick<PhoneUser, 'extension' | 'deviceId'> {
  return {
    extension: change.user.extension ?? user.extension,
    deviceId: change.user.deviceId ?? user.deviceId,
  };
}

/** contaqt says an activity and, while paused, which pause. */
function stateWord(change: PresenceChange): string | null {
  if (change.inCalls === true) return 'calls';
  return change.pauseId === undefined ? (change.state ?? null) : `pause ${change.pauseId}`;
}
