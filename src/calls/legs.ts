import type { Leg, LegState } from '../model/call.ts';
import type { PbxIdentity } from '../model/event.ts';
import { timeOf, type Entry } from './order.ts';

/** A leg while it is being folded. */
export interface LegTrack {
  key: string;
  /** The PBX's leg id, where it has one. */
  id: string | null;
  party: PbxIdentity;
  agentId: string | null;
  state: LegState;
  /** Began by ringing or dialling; false for a leg only known by its end. */
  rang: boolean;
  dialing: boolean;
  ringingAt: number | null;
  endedAt: number | null;
  /** Start of the ring that goes on now. */
  ringSince: number | null;
  ringMs: number;
  talks: Talk[];
  reportedTalkMs: number | null;
  hangupCause: string | null;
  /** Positions in PBX order of the last sign of life and of the end; -1: none. */
  lastSign: number;
  endPosition: number;
}

/** A moment by both its clocks: arrival times of linuxbox may contradict its order, positions never do. */
export interface Moment {
  /** Epoch ms. */
  at: number;
  /** Position in PBX order. */
  position: number;
}

/** One stretch of talking; a leg has several when a call comes back to it. */
interface Talk {
  from: Moment;
  to: Moment | null;
}

/** Follows each phone through the call's events, given in PBX order. */
export function trackLegs(entries: readonly Entry[]): LegTrack[] {
  const legs: LegTrack[] = [];
  entries.forEach((entry, position) => {
    const { leg } = entry.event;
    if (leg === undefined) return;
    const track = trackOf(legs, entry);
    if (track === undefined) return;
    track.party = { ...leg.party, ...track.party };
    track.agentId ??= entry.agentId;
    step(track, entry, { at: timeOf(entry), position });
  });
  return legs;
}

function trackOf(legs: LegTrack[], { event }: Entry): LegTrack | undefined {
  const id = event.leg?.id ?? null;
  const party = event.leg?.party ?? null;
  if (id === null && party === null) {
    // The far end answered and nothing says whose line it was: whoever is dialling.
    return event.type === 'leg_remote_answered' ? legs.findLast((leg) => leg.ringSince !== null) : undefined;
  }
  return findLeg(legs, id, party ?? {}) ?? newLeg(legs, id, party ?? {});
}

/** By leg id; else by line; else by user: linuxbox knows legs only by whose phone it is. */
function findLeg(legs: readonly LegTrack[], id: string | null, party: PbxIdentity): LegTrack | undefined {
  if (id !== null) return legs.find((leg) => leg.id === id);
  const { extension, userId } = party;
  if (extension !== undefined) {
    const line = legs.find((leg) => leg.party.extension === extension);
    if (line !== undefined) return line;
  }
  return legs.find(
    (leg) =>
      userId !== undefined &&
      leg.party.userId === userId &&
      (extension === undefined || leg.party.extension === undefined),
  );
}

function newLeg(legs: LegTrack[], id: string | null, party: PbxIdentity): LegTrack {
  const leg: LegTrack = {
    key: id ?? (party.extension !== undefined ? `ext:${party.extension}` : `user:${party.userId ?? ''}`),
    id,
    party: {},
    agentId: null,
    state: 'ended',
    rang: false,
    dialing: false,
    ringingAt: null,
    endedAt: null,
    ringSince: null,
    ringMs: 0,
    talks: [],
    reportedTalkMs: null,
    hangupCause: null,
    lastSign: -1,
    endPosition: -1,
  };
  legs.push(leg);
  return leg;
}

function step(leg: LegTrack, { event }: Entry, now: Moment): void {
  switch (event.type) {
    case 'leg_ringing':
    case 'leg_dialing':
      leg.lastSign = now.position;
      startRinging(leg, now.at, event.type === 'leg_dialing');
      return;
    case 'leg_answered':
    case 'leg_remote_answered':
      leg.lastSign = now.position;
      pickUp(leg, now, event.type === 'leg_remote_answered');
      return;
    case 'leg_ended':
      closeLeg(leg, now);
      leg.endPosition = now.position;
      leg.hangupCause = event.hangupCause ?? leg.hangupCause;
      leg.reportedTalkMs = event.durations?.talkMs ?? leg.reportedTalkMs;
      return;
    default:
  }
}

function startRinging(leg: LegTrack, at: number, dialing: boolean): void {
  leg.rang = true;
  leg.dialing ||= dialing;
  leg.ringingAt ??= at;
  if (leg.state === 'answered') {
    if (!dialing) return;
    // Click-to-dial picks up the agent's own phone first: waiting for the customer is no conversation.
    leg.talks.pop();
  }
  leg.state = 'ringing';
  leg.ringSince ??= at;
}

function pickUp(leg: LegTrack, now: Moment, remote: boolean): void {
  // On a leg that dials out only the far end's answer is a conversation.
  if (leg.state === 'answered' || (leg.dialing && !remote)) return;
  closeRing(leg, now.at);
  leg.state = 'answered';
  leg.talks.push({ from: now, to: null });
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

/**
 * The leg as the call shows it. `customer`: since when the far end was there to talk to; null when it never was,
 * and then nobody talked.
 */
export function toLeg(leg: LegTrack, customer: Moment | null): Leg {
  const talks = customer === null ? [] : talksSince(leg.talks, customer);
  const measuredMs = talks.reduce((sum, { from, to }) => sum + Math.max(0, (to ?? from).at - from.at), 0);
  const answeredAt = talks[0]?.from.at ?? unseenAnswer(leg);
  return {
    key: leg.key,
    party: leg.party,
    agentId: leg.agentId,
    state: leg.state,
    ringingAt: leg.ringingAt,
    answeredAt,
    endedAt: leg.state === 'ended' ? leg.endedAt : null,
    ringMs: leg.ringMs,
    talkMs: answeredAt === null ? 0 : (leg.reportedTalkMs ?? measuredMs),
    hangupCause: leg.hangupCause,
  };
}

function talksSince(talks: readonly Talk[], customer: Moment): Talk[] {
  return talks
    .filter(({ to }) => to === null || to.position > customer.position)
    .map(({ from, to }) => ({ from: from.position < customer.position ? customer : from, to }));
}

/** The answer's own event is late or lost, but the PBX reports talking time. */
function unseenAnswer(leg: LegTrack): number | null {
  const { reportedTalkMs, endedAt } = leg;
  if (reportedTalkMs === null || reportedTalkMs <= 0 || endedAt === null) return null;
  return leg.hangupCause === 'LOSE_RACE' ? null : endedAt - reportedTalkMs;
}

/** True for a phone of ours; trunks and announcements are legs without a party. */
export function hasParty(leg: LegTrack): boolean {
  const { userId, extension, deviceId } = leg.party;
  return (userId ?? extension ?? deviceId) !== undefined;
}
