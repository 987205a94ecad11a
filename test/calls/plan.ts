import fc from 'fast-check';
import type { Outcome } from '../../src/model/call.ts';
import { agentAt, type Cast, type WireStep } from '../../src/demo/cast.ts';
import { toSteps, type Moment } from '../../src/demo/scenarios/contaqt-moments.ts';
import * as linuxbox from '../../src/demo/scenarios/linuxbox-notices.ts';
import type { DialectName } from './told.ts';

/** One go at reaching somebody: some phones ring, one of them or none is answered. */
interface Round {
  rung: readonly number[];
  winner: number | null;
  ringMs: number;
  talkMs: number;
  declined: boolean;
  /** Whoever talks stays on the line until the next one has answered. */
  attended: boolean;
}

export interface Plan {
  queued: boolean;
  rounds: readonly Round[];
}

/** A call from outside: retries, ring groups, blind and attended transfers in whatever order. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  queued: fc.boolean(),
  rounds: fc.array(
    fc.record({
      rung: fc.subarray([0, 1, 2]),
      winner: fc.option(fc.nat(2)),
      ringMs: fc.integer({ min: 300, max: 20_000 }),
      talkMs: fc.integer({ min: 3100, max: 60_000 }),
      declined: fc.boolean(),
      attended: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});

interface Happening {
  atMs: number;
  what: 'ring' | 'answer' | 'hangup';
  agent: number;
  /** contaqt: a leg for each ring. */
  leg: number;
  cause: string;
}

/** What the author of the plan says must come out of it. */
export interface Oracle {
  /** Where the PBX gives hangup causes; linuxbox gives none, and knows no `rejected`. */
  outcome: Outcome;
  /** User ids whose phone rang. */
  rung: ReadonlySet<string>;
  /** By user id, ms. */
  talkMs: ReadonlyMap<string, number>;
}

export interface Played {
  steps: WireStep[];
  oracle: Oracle;
}

export function play(dialect: DialectName, plan: Plan, cast: Cast): Played {
  const { happenings, endMs } = script(plan.rounds);
  const inTime = happenings.toSorted((a, b) => a.atMs - b.atMs);
  const steps = dialect === 'linuxbox' ? tellLinuxbox : tellContaqt;
  return { steps: steps(cast, plan, inTime, endMs), oracle: expect(dialect, cast, inTime) };
}

interface Phone {
  agent: number;
  leg: number;
}

interface Stage {
  happenings: Happening[];
  nowMs: number;
  legs: number;
  talking: Phone | null;
}

function script(rounds: readonly Round[]): { happenings: Happening[]; endMs: number } {
  const stage: Stage = { happenings: [], nowMs: 1000, legs: 0, talking: null };
  for (const round of rounds) playRound(stage, round);
  if (stage.talking !== null) happen(stage, 'hangup', stage.talking);
  return { happenings: stage.happenings, endMs: stage.nowMs + 100 };
}

function happen(
  { happenings, nowMs }: Stage,
  what: Happening['what'],
  phone: Phone,
  cause = 'NORMAL_CLEARING',
  afterMs = 0,
): void {
  happenings.push({ atMs: nowMs + afterMs, what, cause, ...phone });
}

function playRound(stage: Stage, round: Round): void {
  const free = round.rung.filter((agent) => agent !== stage.talking?.agent);
  if (free.length === 0) return;
  if (stage.talking !== null && !round.attended) {
    happen(stage, 'hangup', stage.talking, 'BLIND_TRANSFER');
    stage.talking = null;
    stage.nowMs += 300;
  }
  const rung = free.map((agent): Phone => ({ agent, leg: ++stage.legs }));
  for (const phone of rung) happen(stage, 'ring', phone);
  stage.nowMs += round.ringMs;
  const winner = rung.find(({ agent }) => agent === round.winner);
  const unanswered = round.declined ? 'CALL_REJECTED' : 'NO_ANSWER';
  const cause = winner === undefined ? unanswered : 'LOSE_RACE';
  for (const phone of rung) if (phone !== winner) happen(stage, 'hangup', phone, cause, 20);
  if (winner !== undefined) takeOver(stage, winner, round.talkMs);
  stage.nowMs += 100;
}

function takeOver(stage: Stage, winner: Phone, talkMs: number): void {
  happen(stage, 'answer', winner);
  if (stage.talking !== null) happen(stage, 'hangup', stage.talking, 'ATTENDED_TRANSFER', 3000);
  stage.talking = winner;
  stage.nowMs += talkMs;
}

function expect(dialect: DialectName, cast: Cast, happenings: readonly Happening[]): Oracle {
  const talkMs = new Map<string, number>();
  const answered = new Map<number, number>();
  for (const { what, leg, agent, atMs } of happenings) {
    const { userId } = agentAt(cast, agent);
    const since = answered.get(leg);
    if (what === 'answer') answered.set(leg, atMs);
    if (what === 'hangup' && since !== undefined)
      talkMs.set(userId, (talkMs.get(userId) ?? 0) + atMs - since);
  }
  const rung = happenings.filter(({ what }) => what === 'ring');
  const allDeclined = happenings.every(({ what, cause }) => what === 'ring' || cause === 'CALL_REJECTED');
  let outcome: Outcome = allDeclined && dialect === 'contaqt' ? 'rejected' : 'missed';
  if (rung.length === 0) outcome = 'abandoned';
  if (answered.size > 0) outcome = 'answered';
  return { outcome, talkMs, rung: new Set(rung.map(({ agent }) => agentAt(cast, agent).userId)) };
}

function tellLinuxbox(cast: Cast, plan: Plan, happenings: readonly Happening[], endMs: number): WireStep[] {
  const steps = [linuxbox.incoming(cast)];
  if (plan.queued) steps.push(linuxbox.enterQueue(cast));
  let nowMs = plan.queued ? 300 : 0;
  let waits = plan.queued;
  const tellers = { ring: linuxbox.ring, answer: linuxbox.answer, hangup: linuxbox.hangUp };
  for (const { what, agent, atMs } of happenings) {
    steps.push(tellers[what](cast, atMs - nowMs, agentAt(cast, agent)));
    nowMs = atMs;
    if (what === 'answer' && waits) steps.push(linuxbox.leaveQueue(cast, 0));
    if (what === 'answer') waits = false;
  }
  if (waits) steps.push(linuxbox.leaveQueue(cast, endMs - nowMs));
  steps.push(linuxbox.end(cast));
  return steps;
}

const wireNames = { ring: 'call:ring', answer: 'call:answer', hangup: 'call:end' };

function tellContaqt(cast: Cast, plan: Plan, happenings: readonly Happening[], endMs: number): WireStep[] {
  const call = {
    type: plan.queued ? 'queue' : 'inbound',
    queue_id: plan.queued ? cast.queue : undefined,
    cid_num: cast.customerNumber,
    cid_name: cast.customerName,
    dst_num: cast.dialed,
  };
  const moments: Moment[] = plan.queued ? [{ afterMs: 0, event: 'call:start', leg: 0, fields: call }] : [];
  let nowMs = 0;
  for (const { what, agent, atMs, leg, cause } of happenings) {
    const { userId, deviceId } = agentAt(cast, agent);
    const hangup = what === 'hangup' ? { hangup_cause: cause } : {};
    const fields = { ...call, dst_user_id: userId, dst_device_id: deviceId, ...hangup };
    moments.push({ afterMs: atMs - nowMs, event: wireNames[what], leg, fields });
    nowMs = atMs;
  }
  const fields = { ...call, hangup_cause: 'NORMAL_CLEARING', canceled: plan.queued ? 'NONE' : undefined };
  return toSteps(cast, [...moments, { afterMs: endMs - nowMs, event: 'call:end', leg: 0, fields }]);
}
