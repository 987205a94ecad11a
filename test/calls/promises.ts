import { expect } from 'vitest';
import type { Entry } from '../../src/calls/order.ts';
import type { Call, Leg } from '../../src/model/call.ts';

/** What holds of every call, however much or little was told of it. */
export function expectSound(call: Call): void {
  expect(call.outcome !== null).toBe(call.state === 'ended');
  expect(call.endedAt !== null).toBe(call.state === 'ended');
  if (call.outcome === 'answered' || call.state === 'answered') expect(call.answeredAt).not.toBeNull();
  if (call.outcome !== null && call.outcome !== 'answered') expect(call.answeredAt).toBeNull();
  expect(call.talkMs).toBe(call.legs.reduce((sum, leg) => sum + leg.talkMs, 0));
  expectInOrder([call.startedAt, call.answeredAt, call.endedAt]);
  for (const ms of [call.waitMs, call.ringMs, call.talkMs, call.totalMs]) expectDuration(ms);
  for (const leg of call.legs) expectSoundLeg(call, leg);
  expect(new Set(call.legs.map((leg) => leg.key)).size).toBe(call.legs.length);
  for (const { startedAt, stoppedAt } of call.recordings) expectInOrder([startedAt, stoppedAt]);
}

function expectSoundLeg(call: Call, leg: Leg): void {
  expectInOrder([leg.ringingAt, leg.answeredAt, leg.endedAt]);
  expectDuration(leg.ringMs);
  expectDuration(leg.talkMs);
  if (leg.talkMs > 0) expect(leg.answeredAt).not.toBeNull();
  if (call.state !== 'ended') return;
  expect(leg.state).toBe('ended');
  expect(call.totalMs).toBeGreaterThanOrEqual(leg.talkMs);
}

function expectDuration(ms: number): void {
  expect(Number.isInteger(ms)).toBe(true);
  expect(ms).toBeGreaterThanOrEqual(0);
}

function expectInOrder(times: readonly (number | null)[]): void {
  const known = times.filter((time) => time !== null);
  expect(known).toEqual(known.toSorted((a, b) => a - b));
  for (const time of known) expect(Number.isSafeInteger(time)).toBe(true);
}

/** The call without what linuxbox leaves to the time of arrival. */
export function withoutArrivalTimes(call: Call): unknown {
  const { startedAt, answeredAt, endedAt, waitMs, ringMs, talkMs, totalMs, recordings, ...told } = call;
  return {
    ...told,
    wasAnswered: answeredAt !== null,
    hasEnded: endedAt !== null,
    legs: call.legs.map(({ key, party, agentId, state, hangupCause, answeredAt: answer }) => {
      return { key, party, agentId, state, hangupCause, wasAnswered: answer !== null };
    }),
    spying: call.spying.map(({ by, target, kind }) => ({ by, target, kind })),
  };
}

/** What the journal gets when Ringside stops waiting for the end. */
export function givenUp(entries: readonly Entry[], receivedAt: number): Entry {
  const id = Math.max(...entries.map((entry) => entry.id)) + 1;
  const callId = entries[0]?.event.callId ?? '';
  const event = {
    type: 'call_ended',
    name: 'ringside:end',
    callId,
    identity: `ringside:end:${callId}:${receivedAt}`,
    synthesised: true,
  } as const;
  return { id, receivedAt, agentId: null, event };
}
