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

/** Follows each phone through the call's moves. */
export function trackLegs(moves: readonly Move[]): LegTrack[] {
  const legs: LegTrack[] = [];
  for (const move of moves) {
    const leg = legOf(legs, move);
    if (leg === undefined) continue;
    leg.agentId ??= move.agentId;
    if (leg.isRoot && move.event.kind === 'queue') leg.isCaller = true;
    step(leg, move);
  }
  return legs;
}

/** The leg that a move speaks of; made when it is the first to do so. */
function legOf(legs: LegTrack[], { event, agentId }: Move): LegTrack | undefined {
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

function step(leg: LegTrack, move: Move): void {
  switch (move.event.type) {
    case 'leg_ringing':
      sign(leg, move);
      ring(leg, move);
      return;
    case 'leg_dialing':
      sign(leg, move);
      dial(leg, move);
      return;
    case 'leg_answered':
    case 'leg_remote_answered':
      sign(leg, move);
      pickUp(leg, move);
      return;
    case 'leg_ended':
      hangUp(leg, move);
      return;
    default:
  }
}

function sign(leg: LegTrack, move: Move): void {
  leg.firstSign ??= move;
  leg.lastSign = move;
}

function ring(leg: LegTrack, move: Move): void {
  leg.rang = true;
  leg.ringingAt ??= move.at;
  if (leg.state === 'answered') {
    // A dialer had the customer on the line before it rang its agent: nobody talked yet. Any other ring behind the
    // answer is one that came late.
    if (move.guessed || leg.talks.at(-1)?.remote !== true) return;
    leg.talks.pop();
  }
  leg.state = 'ringing';
  leg.ringSince ??= move.at;
}

/** Click-to-dial picks up the agent's own phone first: that goes on, and what counts is the far end's answer. */
function dial(leg: LegTrack, move: Move): void {
  leg.rang = true;
  leg.dialing = true;
  leg.ringingAt ??= move.at;
  leg.ringSince ??= move.at;
  if (leg.state !== 'answered') leg.state = 'ringing';
}

function pickUp(leg: LegTrack, move: Move): void {
  // A guessed place: the hangup's webhook overtook the answer's.
  const isOver = move.guessed && leg.state === 'ended' && leg.end !== null;
  closeRing(leg, move.at);
  if (leg.state === 'answered') return;
  leg.talks.push({ from: move, to: isOver ? move : null, remote: move.event.type === 'leg_remote_answered' });
  if (!isOver) leg.state = 'answered';
}

function hangUp(leg: LegTrack, move: Move): void {
  const { durations, hangupCause } = move.event;
  if (leg.state !== 'ended' || leg.endedAt === null) closeLeg(leg, move);
  leg.end = move;
  leg.hangupCause = hangupCause ?? leg.hangupCause;
  leg.reportedTalkMs = durations?.talkMs ?? leg.reportedTalkMs;
}

/** Ends whatever goes on: the leg hung up, or the call it belonged to is over. */
export function closeLeg(leg: LegTrack, now: Moment): void {
  closeRing(leg, now.at);
  const talk = leg.talks.at(-1);
  if (talk !== undefined) talk.to ??= now;
  leg.state = 'ended';
  leg.endedAt = now.at;
}

function closeRing(leg: LegTrack, at: number): void {
  if (leg.ringSince === null) return;
  leg.ringMs += Math.max(0, at - leg.ringSince);
  leg.ringSince = null;
}
