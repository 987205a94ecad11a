import type { Leg } from '../model/call.ts';
import type { Direction } from '../model/event.ts';
import type { LegTrack, Talk } from './leg-track.ts';
import type { Moment, Move } from './order.ts';

const fromTheStart: Moment = { at: -Infinity, position: -1 };

/** The call's phones of ours, with how long each of them talked with the customer. */
export function legsOf(direction: Direction, moves: readonly Move[], tracks: readonly LegTrack[]): Leg[] {
  const customer = customerSince(direction, moves, tracks);
  const phones = tracks.filter(isPhone);
  return phones.filter((leg) => !isMirrored(leg, phones)).map((leg) => toLeg(leg, customer));
}

/** When anybody first answered, a phone of ours or not: a fax machine is nobody's phone. Null: nobody did. */
export function firstAnswerAt(tracks: readonly LegTrack[]): number | null {
  let first: number | null = null;
  for (const leg of tracks) {
    const at = leg.talks[0]?.from.at ?? unseenAnswer(leg);
    if (at !== null && (first === null || at < first)) first = at;
  }
  return first;
}

/**
 * Since when the customer was there to talk to: from the start of inbound and internal calls; on calls that go out,
 * since the far end answered. Null: it never did, and then nobody talked.
 */
function customerSince(
  direction: Direction,
  moves: readonly Move[],
  tracks: readonly LegTrack[],
): Moment | null {
  if (direction !== 'outbound') return fromTheStart;
  const answer = moves.find(({ event }) => event.type === 'leg_remote_answered');
  if (answer !== undefined) return answer;
  if (tracks.some((leg) => leg.dialing)) return null;
  // contaqt's dialer: the first leg is the customer's, the agents have legs of their own.
  const root = tracks.find((leg) => leg.isRoot && !isPhone(leg));
  if (root === undefined) return fromTheStart;
  return root.talks[0]?.from ?? (root.reportedTalkMs === 0 ? null : fromTheStart);
}

/** A phone of ours; trunks, announcements and the caller's own leg are none. */
function isPhone(leg: LegTrack): boolean {
  const { userId, extension, deviceId } = leg.party;
  const isNamed = (userId ?? deviceId) !== undefined;
  if (leg.isCaller) return isNamed && leg.rang;
  // A short number alone may be an announcement's; that it rang or answered makes it a phone's.
  const isUsed = leg.id === null || leg.rang || leg.talks.length > 0;
  return isNamed || (extension !== undefined && isUsed);
}

/**
 * True for a first leg that names the user of another leg alive with it: the side that called, told once more.
 * Nobody talks twice at the same time.
 */
function isMirrored(leg: LegTrack, phones: readonly LegTrack[]): boolean {
  return (
    leg.isRoot && phones.some((other) => other !== leg && isSameUser(leg, other) && isAliveWith(leg, other))
  );
}

function isSameUser({ party: a }: LegTrack, { party: b }: LegTrack): boolean {
  const isOtherDevice = a.deviceId !== undefined && b.deviceId !== undefined && a.deviceId !== b.deviceId;
  return a.userId !== undefined && a.userId === b.userId && !isOtherDevice;
}

function isAliveWith(root: LegTrack, other: LegTrack): boolean {
  const began = other.firstSign?.position ?? 0;
  const isOver = root.end !== null && root.end.position < began;
  return !isOver && (other.talks.length > 0 || root.talks.length === 0);
}

function toLeg(leg: LegTrack, customer: Moment | null): Leg {
  const talks = customer === null ? [] : talksSince(leg.talks, customer);
  const answeredAt = talks[0]?.from.at ?? (customer === null ? null : unseenAnswer(leg));
  return {
    key: leg.key,
    party: leg.party,
    agentId: leg.agentId,
    // Off the hook, but the customer's phone still rings.
    state: leg.state === 'answered' && talks.length === 0 ? 'ringing' : leg.state,
    ringingAt: leg.ringingAt,
    answeredAt,
    endedAt: leg.state === 'ended' ? leg.endedAt : null,
    ringMs: leg.ringMs,
    talkMs: answeredAt === null ? 0 : talkMsOf(leg, talks),
    hangupCause: leg.hangupCause,
  };
}

function talksSince(talks: readonly Talk[], customer: Moment): readonly Talk[] {
  if ((talks[0]?.from.position ?? 0) >= customer.position) return talks;
  return talks
    .filter(({ to }) => to === null || to.position > customer.position)
    .map((talk) => (talk.from.position < customer.position ? { ...talk, from: customer } : talk));
}

/** As the PBX measured it, unless it also measured how long the agent waited for the customer. */
function talkMsOf(leg: LegTrack, talks: readonly Talk[]): number {
  if (leg.reportedTalkMs !== null && talks[0] === leg.talks[0]) return leg.reportedTalkMs;
  return talks.reduce((sum, { from, to }) => sum + Math.max(0, (to ?? from).at - from.at), 0);
}

/** The answer's own event is late or lost, but the PBX reports talking time. */
function unseenAnswer(leg: LegTrack): number | null {
  const { reportedTalkMs, endedAt, ringingAt } = leg;
  if (leg.talks.length > 0 || reportedTalkMs === null || reportedTalkMs === 0 || endedAt === null)
    return null;
  return leg.hangupCause === 'LOSE_RACE' ? null : Math.max(endedAt - reportedTalkMs, ringingAt ?? -Infinity);
}
