import type { Call, CallState, Leg } from '../model/call.ts';
import type { CallEvent, CallKind, Direction } from '../model/event.ts';
import { customerOf, dialedOf, type NumberRules } from './customer.ts';
import { closeLeg, hasParty, toLeg, trackLegs, type LegTrack, type Moment } from './legs.ts';
import { inPbxOrder, movesCall, timeOf, withoutRepeats, type Entry } from './order.ts';
import { outcomeOf } from './outcome.ts';
import { recordingsOf, spyingOf } from './side-events.ts';
import { waitMsOf, inQueue } from './waiting.ts';

/**
 * The call that these journal entries tell, in whatever order and however often they are given (at least one).
 * Pure. Only linuxbox's times depend on arrival, since it sends none.
 */
export function fold(entries: readonly Entry[], rules: NumberRules): Call {
  const once = withoutRepeats(entries);
  const moves = inPbxOrder(once.filter((entry) => movesCall(entry) && entry.event.synthesised !== true));
  // What describes the call may stand on any event, also on one that moves nothing.
  const told = [...moves, ...once.filter((entry) => !movesCall(entry))].map((entry) => entry.event);

  const tracks = trackLegs(moves);
  const end = endOf(once, moves, tracks);
  if (end !== null) for (const leg of tracks) if (leg.state !== 'ended') closeLeg(leg, end);

  const direction = directionOf(told, tracks);
  const customer = customerSince(direction, moves, tracks);
  const legs = tracks.filter(hasParty).map((leg) => toLeg(leg, customer));
  const kind = kindOf(told);
  const startedAt = earliest(once.map(timeOf)) ?? 0;
  const answeredAt = earliest(legs.map((leg) => leg.answeredAt));
  const hangupCause = end === null ? null : causeOf(moves, tracks);
  const anyAnswer = tracks.some((leg) => leg.talks.length > 0 || (leg.reportedTalkMs ?? 0) > 0);

  return {
    pbxCallId: first(told, (event) => event.callId) ?? '',
    customCallId: last(told, (event) => event.customCallId),
    direction,
    kind,
    state: end === null ? liveState(moves, legs, kind) : 'ended',
    outcome: end === null ? null : outcomeOf({ direction, kind, legs, hangupCause, anyAnswer }),
    customer: customerOf(direction, told, rules),
    dialed: dialedOf(direction, told, rules),
    queue: last(told, (event) => event.queue),
    startedAt,
    answeredAt,
    endedAt: end?.at ?? null,
    endSynthesised: end?.synthesised ?? false,
    waitMs: waitMsOf(moves, answeredAt ?? end?.at ?? null),
    ringMs: ringMsOf(legs, answeredAt, end?.at ?? null),
    talkMs: legs.reduce((sum, leg) => sum + leg.talkMs, 0),
    totalMs: end === null ? 0 : (reportedTotalMs(moves) ?? Math.max(0, end.at - startedAt)),
    legs,
    lead: leadOf(told),
    campaign: last(told, (event) => event.campaign),
    dialer: last(told, (event) => event.dialer),
    script: last(told, (event) => event.script),
    conference: last(told, (event) => event.conference),
    tags: [...new Set(told.flatMap((event) => event.tags ?? []))],
    ...recordingsOf(once, end?.at ?? null),
    hangupCause,
    spying: spyingOf(once, end?.at ?? null),
    extra: Object.assign({}, ...told.map((event) => event.extra ?? {})) as Record<string, string>,
    begun: moves.length > 0,
  };
}

interface End extends Moment {
  synthesised: boolean;
}

/** When the call ended; null while it goes on. */
function endOf(once: readonly Entry[], moves: readonly Entry[], tracks: readonly LegTrack[]): End | null {
  const callEnd = moves.findIndex((entry) => entry.event.type === 'call_ended');
  const endEntry = moves[callEnd];
  if (endEntry !== undefined) return { at: timeOf(endEntry), position: callEnd, synthesised: false };
  const legsEnd = endOfLegs(moves, tracks);
  if (legsEnd !== null) return { ...legsEnd, synthesised: false };

  const stale = once.findLast((entry) => entry.event.synthesised === true);
  const lastMove = once.findLast((entry) => movesCall(entry) && entry.event.synthesised !== true);
  if (stale === undefined || (lastMove !== undefined && lastMove.id > stale.id)) return null;
  // The last sign of life, not the hour at which we gave up waiting.
  return {
    at: lastMove === undefined ? stale.receivedAt : timeOf(lastMove),
    position: moves.length,
    synthesised: true,
  };
}

/** contaqt: the call ends with the leg whose id is the call's, or with its last leg (DESIGN §4). */
function endOfLegs(moves: readonly Entry[], tracks: readonly LegTrack[]): Moment | null {
  const withId = tracks.filter((leg) => leg.id !== null);
  if (withId.length === 0) return null;
  const root = withId.find((leg) => leg.id === moves[0]?.event.callId);
  const seenRoot = root ?? null;
  if (seenRoot !== null && seenRoot.endPosition < 0) return null;
  const decisive =
    seenRoot === null ? withId : withId.filter((leg) => leg === root || leg.lastSign > seenRoot.endPosition);
  if (decisive.some((leg) => leg.endPosition < 0)) return null;
  const ended = moves.filter(
    (entry, i) => decisive.some((leg) => leg.endPosition === i) && entry.event.type === 'leg_ended',
  );
  const at = Math.max(...ended.map(timeOf));
  return { at, position: Math.max(...decisive.map((leg) => leg.endPosition)) };
}

/** Inbound wins over outbound wins over internal: a transfer inside makes no call internal. */
function directionOf(told: readonly CallEvent[], tracks: readonly LegTrack[]): Direction {
  for (const direction of ['inbound', 'outbound', 'internal'] as const) {
    if (told.some((event) => event.direction === direction)) return direction;
  }
  return tracks.some((leg) => leg.dialing) ? 'outbound' : 'inbound';
}

/**
 * Since when the customer was on the line: from the start of inbound and internal calls; on calls that dial out,
 * when the far end answered; null when it never did.
 */
function customerSince(
  direction: Direction,
  moves: readonly Entry[],
  tracks: readonly LegTrack[],
): Moment | null {
  if (direction !== 'outbound' || !tracks.some((leg) => leg.dialing)) return { at: -Infinity, position: -1 };
  const position = moves.findIndex((entry) => entry.event.type === 'leg_remote_answered');
  const answer = moves[position];
  return answer === undefined ? null : { at: timeOf(answer), position };
}

function liveState(moves: readonly Entry[], legs: readonly Leg[], kind: CallKind): CallState {
  if (legs.some((leg) => leg.state === 'answered')) return 'answered';
  if (legs.some((leg) => leg.state === 'ringing')) return 'ringing';
  return inQueue(moves) || (kind === 'queue' && legs.every((leg) => leg.answeredAt === null))
    ? 'queued'
    : 'started';
}

function kindOf(told: readonly CallEvent[]): CallKind {
  for (const kind of ['fax', 'conference', 'queue'] as const) {
    if (told.some((event) => event.kind === kind)) return kind;
  }
  return 'voice';
}

/** From the first phone that rang until someone answered or the last one stopped. */
function ringMsOf(legs: readonly Leg[], answeredAt: number | null, endedAt: number | null): number {
  const from = earliest(legs.map((leg) => leg.ringingAt));
  const lastStop = Math.max(...legs.map((leg) => leg.endedAt ?? 0));
  const to = answeredAt ?? (endedAt === null ? null : Math.min(endedAt, lastStop));
  return from === null || to === null ? 0 : Math.max(0, to - from);
}

/** contaqt measures the whole call on its first leg. */
function reportedTotalMs(moves: readonly Entry[]): number | null {
  return last(
    moves.map((entry) => entry.event),
    (event) =>
      event.type === 'leg_ended' && event.leg?.id === event.callId ? event.durations?.totalMs : undefined,
  );
}

/** The first leg's cause, else the last one given by a leg that did not merely lose the race. */
function causeOf(moves: readonly Entry[], tracks: readonly LegTrack[]): string | null {
  const callId = moves[0]?.event.callId;
  const root = tracks.find((leg) => leg.id !== null && leg.id === callId);
  const causes = moves.flatMap(({ event }) => event.hangupCause ?? []);
  return root?.hangupCause ?? causes.findLast((cause) => cause !== 'LOSE_RACE') ?? causes.at(-1) ?? null;
}

function leadOf(told: readonly CallEvent[]): Call['lead'] {
  const id = last(told, (event) => event.lead?.id);
  const name = last(told, (event) => event.lead?.name);
  return id === null && name === null ? null : { id, name };
}

function first<T>(told: readonly CallEvent[], read: (event: CallEvent) => T | undefined): T | null {
  for (const event of told) {
    const value = read(event);
    if (value !== undefined) return value;
  }
  return null;
}

function last<T>(told: readonly CallEvent[], read: (event: CallEvent) => T | undefined): T | null {
  for (let i = told.length - 1; i >= 0; i--) {
    const event = told[i];
    const value = event === undefined ? undefined : read(event);
    if (value !== undefined) return value;
  }
  return null;
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
