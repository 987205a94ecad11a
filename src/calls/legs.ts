import { legOf, type LegTrack } from './leg-track.ts';
import type { Moment, Move } from './order.ts';

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
  if (leg.state === 'answered') {
    // A dialer had the customer on the line before it rang its agent: nobody talked yet. Any other ring behind the
    // answer is one that came late.
    if (move.guessed || leg.talks.at(-1)?.remote !== true) return;
    leg.talks.pop();
  }
  leg.state = 'ringing';
  startRing(leg, move.at);
}

/** Click-to-dial picks up the agent's own phone first: that goes on, and what counts is the far end's answer. */
function dial(leg: LegTrack, move: Move): void {
  leg.rang = true;
  leg.dialing = true;
  if (leg.state !== 'answered') leg.state = 'ringing';
  startRing(leg, move.at);
}

function startRing(leg: LegTrack, at: number): void {
  leg.ringSince ??= at;
  // Of a leg whose first ring was lost, a later one is not when it began.
  if (leg.talks.length === 0) leg.ringingAt ??= at;
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
