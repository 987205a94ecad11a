import type { LegState } from '../model/call.ts';
import type { PbxIdentity } from '../model/event.ts';
import type { Moment, Move } from './order.ts';

/** A leg while it is being followed. */
export interface LegTrack {
  key: string;
  /** The PBX's leg id, where it has one. */
  id: string | null;
  /** Its id is the call's: contaqt's first leg, with which the call ends. */
  isRoot: boolean;
  party: PbxIdentity;
  agentId: string | null;
  state: LegState;
  /** It rang or dialled, and so is somebody's phone. */
  rang: boolean;
  dialing: boolean;
  /** The caller's own leg in a queue call, on which at most the queue's number stands. */
  isCaller: boolean;
  ringingAt: number | null;
  endedAt: number | null;
  /** Start of the ring that goes on now. */
  ringSince: number | null;
  ringMs: number;
  talks: Talk[];
  reportedTalkMs: number | null;
  hangupCause: string | null;
  firstSign: Move | null;
  /** The last ring or answer. */
  lastSign: Move | null;
  end: Move | null;
}

/** One stretch of talking; a leg has several when a call comes back to it. */
export interface Talk {
  from: Moment;
  to: Moment | null;
  /** Begun by the far end's answer. */
  remote: boolean;
}

/** The leg that a move speaks of; made when it is the first to do so. */
export function legOf(legs: LegTrack[], { event, agentId }: Move): LegTrack | undefined {
  if (event.leg === undefined) return undefined;
  const id = event.leg.id ?? null;
  const party = event.leg.party ?? {};
  if (id === null && !namesPhone(party)) {
    // The far end answered and nothing says whose line it was: whoever is dialling.
    return event.type === 'leg_remote_answered' ? legs.findLast((leg) => leg.ringSince !== null) : undefined;
  }
  const known = id === null ? findByPhone(legs, party, agentId) : findById(legs, id, party);
  if (known === undefined) {
    const leg = newLeg(keyOf(legs, id, party), id, id !== null && id === event.callId, party);
    legs.push(leg);
    return leg;
  }
  addNames(known, party);
  return known;
}

/** An id that names another user than before is that user's leg: some transfer on one channel. */
function findById(legs: readonly LegTrack[], id: string, { userId }: PbxIdentity): LegTrack | undefined {
  return legs.findLast((leg) => leg.id === id && agree(leg.party.userId, userId));
}

/**
 * linuxbox knows legs only by whose phone it is: by line; else by user; else, where one event names the line and
 * another the user, by the agent they both belong to. Of several the one that is alive.
 */
function findByPhone(
  legs: readonly LegTrack[],
  { extension, userId }: PbxIdentity,
  agentId: string | null,
): LegTrack | undefined {
  const line = extension === undefined ? undefined : legs.find((leg) => leg.party.extension === extension);
  if (line !== undefined) return line;
  const candidates = legs.filter(
    ({ party, agentId: owner }) =>
      agree(party.extension, extension) &&
      agree(party.userId, userId) &&
      ((userId !== undefined && party.userId === userId) || (agentId !== null && owner === agentId)),
  );
  return candidates.findLast((leg) => leg.state !== 'ended') ?? candidates.at(-1);
}

/** Two names of one kind do not contradict each other. */
function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

function namesPhone({ userId, extension, deviceId }: PbxIdentity): boolean {
  return (userId ?? extension ?? deviceId) !== undefined;
}

/** The first name of each kind stays. */
function addNames(leg: LegTrack, party: PbxIdentity): void {
  leg.party = { ...party, ...leg.party };
}

function keyOf(legs: readonly LegTrack[], id: string | null, party: PbxIdentity): string {
  if (id === null) {
    const { extension, userId, deviceId } = party;
    if (extension !== undefined) return `ext:${extension}`;
    return userId === undefined ? `device:${deviceId ?? ''}` : `user:${userId}`;
  }
  return legs.some((leg) => leg.id === id) ? `${id}:${party.userId ?? ''}` : id;
}

function newLeg(key: string, id: string | null, isRoot: boolean, party: PbxIdentity): LegTrack {
  return {
    key,
    id,
    isRoot,
    party,
    agentId: null,
    state: 'ended',
    rang: false,
    dialing: false,
    isCaller: false,
    ringingAt: null,
    endedAt: null,
    ringSince: null,
    ringMs: 0,
    talks: [],
    reportedTalkMs: null,
    hangupCause: null,
    firstSign: null,
    lastSign: null,
    end: null,
  };
}
