import { describe, expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import type { WireStep } from '../../src/demo/cast.ts';
import type { Call } from '../../src/model/call.ts';
import { journalOf, rules, startedAt } from './told.ts';

type Fields = Record<string, string>;

/** One event of leg `id` of call `root`, at the given second of the call. */
const at = (second: number, event: string, id: string, fields: Fields = {}): WireStep => ({
  afterMs: 0,
  event,
  fields: {
    id,
    call_id: 'root',
    ts: String(startedAt / 1000 + second),
    type: 'inbound',
    cid_num: '777123456',
    dst_num: '591166200',
    ...fields,
  },
});
const ring = (second: number, id: string, user: string, fields: Fields = {}): WireStep =>
  at(second, 'call:ring', id, { dst_user_id: user, ...fields });
const answer = (second: number, id: string, user: string, fields: Fields = {}): WireStep =>
  at(second, 'call:answer', id, { dst_user_id: user, ...fields });
const end = (second: number, id: string, cause: string, fields: Fields = {}): WireStep =>
  at(second, 'call:end', id, { hangup_cause: cause, ...fields });
const call = (...steps: WireStep[]): Call => fold(journalOf('contaqt', steps), rules);
const second = (seconds: number): number => startedAt + seconds * 1000;

const outbound = { type: 'outbound', cid_num: '591166200', dst_num: '777123456' };
const byEva = { ...outbound, src_user_id: 'eva' };

describe('an outbound call that nobody took', () => {
  it.each([
    ['USER_BUSY', 'busy'],
    ['CALL_REJECTED', 'rejected'],
    ['NO_ANSWER', 'no_answer'],
    ['NO_USER_RESPONSE', 'no_answer'],
    ['ORIGINATOR_CANCEL', 'no_answer'],
    ['ALLOTTED_TIMEOUT', 'no_answer'],
    ['PROGRESS_TIMEOUT', 'no_answer'],
    ['NORMAL_CLEARING', 'no_answer'],
    ['NONE', 'no_answer'],
    ['UNALLOCATED_NUMBER', 'failed'],
    ['NORMAL_TEMPORARY_FAILURE', 'failed'],
    ['SUBSCRIBER_ABSENT', 'failed'],
    ['constructor', 'failed'],
  ])('%s: %s', (cause, outcome) => {
    const told = call(at(0, 'call:ring', 'root', byEva), end(5, 'root', cause, { ...byEva, billms: '0' }));
    expect(told).toMatchObject({ direction: 'outbound', outcome, hangupCause: cause.toUpperCase() });
  });

  it('without a cause: no_answer', () => {
    const told = call(at(0, 'call:ring', 'root', byEva), at(5, 'call:end', 'root', byEva));
    expect(told).toMatchObject({ outcome: 'no_answer', hangupCause: null });
  });
});

describe('an inbound call that nobody took', () => {
  const over = end(9, 'root', 'ORIGINATOR_CANCEL');

  it('is rejected only when every agent rung declined', () => {
    const rung = [ring(0, 'a', 'eva'), ring(0, 'b', 'jan')];
    const declined = (id: string): WireStep => end(5, id, 'CALL_REJECTED', { dst_user_id: 'x' });
    expect(call(...rung, end(5, 'a', 'CALL_REJECTED'), end(6, 'b', 'CALL_REJECTED'), over).outcome).toBe(
      'rejected',
    );
    expect(call(...rung, end(5, 'a', 'CALL_REJECTED'), end(6, 'b', 'NO_ANSWER'), over).outcome).toBe(
      'missed',
    );
    expect(call(...rung, declined('a'), over).outcome).toBe('missed');
  });

  it('is abandoned where a phone was tried and did not ring', () => {
    const tried = end(2, 'a', 'USER_NOT_REGISTERED', { dst_user_id: 'eva' });
    expect(call(tried, over).outcome).toBe('abandoned');
    // Its ring counts, and not the moment it was given up at.
    expect(call(tried, ring(3, 'b', 'jan'), end(5, 'b', 'NO_ANSWER'), over)).toMatchObject({
      outcome: 'missed',
      ringMs: 2000,
    });
  });

  it('is missed when a phone rang, abandoned when none did', () => {
    expect(call(ring(0, 'a', 'eva'), end(5, 'a', 'NO_ANSWER'), over).outcome).toBe('missed');
    expect(call(over).outcome).toBe('abandoned');
  });

  it.each(['NONE', 'TIMEOUT', 'NO_AGENT_TIMEOUT', 'BREAK_OUT'])(
    'left a queue with canceled=%s: abandoned, or missed if a phone rang',
    (canceled) => {
      const queued = { type: 'queue', queue_id: '7', dst_num: '800' };
      const start = at(0, 'call:start', 'root', queued);
      // FreeSWITCH bills the time in a queue: that is no answer.
      const left = end(22, 'root', 'NORMAL_CLEARING', {
        ...queued,
        canceled,
        billms: '22000',
        cc_wait: '22',
      });
      expect(call(start)).toMatchObject({ state: 'queued', legs: [], queue: '7' });
      const abandoned = call(start, left);
      expect(abandoned).toMatchObject({ outcome: 'abandoned', waitMs: 22_000, talkMs: 0, answeredAt: null });
      expect(abandoned.extra['canceled']).toBe(canceled);
      const rung = [ring(3, 'a', 'eva', { type: 'queue' }), end(9, 'a', 'NO_ANSWER', { type: 'queue' })];
      expect(call(start, ...rung, left).outcome).toBe('missed');
    },
  );
});

describe('waiting', () => {
  const start = at(0, 'call:start', 'root', { type: 'queue' });

  it('comes in seconds as cc_wait; waitms wins', () => {
    expect(call(start, end(9, 'root', 'NONE', { cc_wait: '8' })).waitMs).toBe(8000);
    expect(call(start, end(9, 'root', 'NONE', { cc_wait: '8', waitms: '8350' })).waitMs).toBe(8350);
  });

  it('is over when the agent who answered is gone', () => {
    const queued = { type: 'queue', dst_user_id: 'eva' };
    const talked = [ring(2, 'a', 'eva', queued), answer(4, 'a', 'eva', queued)];
    expect(call(start, ...talked, end(9, 'a', 'BLIND_TRANSFER', queued)).state).toBe('started');
    expect(call(start, ...talked.slice(0, 1), end(9, 'a', 'NO_ANSWER', queued)).state).toBe('queued');
  });

  it('is the longest that any leg tells', () => {
    const handedOn = [ring(9, 'b', 'jan'), end(12, 'b', 'NO_ANSWER', { waitms: '3000' })];
    expect(call(start, end(8, 'root', 'NONE', { waitms: '8000' }), ...handedOn).waitMs).toBe(8000);
    expect(
      call(start, end(7, 'a', 'NONE', { waitms: '2000' }), end(9, 'root', 'NONE', { waitms: '8350' })).waitMs,
    ).toBe(8350);
  });
});

describe('a ring group', () => {
  const rung = [ring(0, 'a', 'eva'), ring(0, 'b', 'jan'), ring(0, 'c', 'ota')];
  const taken = [
    ...rung,
    answer(5, 'b', 'jan'),
    end(5, 'a', 'LOSE_RACE', { billms: '1000' }),
    end(5, 'c', 'LOSE_RACE'),
  ];

  it('goes on with the one who answered, while the losers are gone', () => {
    const told = call(...taken);
    expect(told).toMatchObject({ state: 'answered', outcome: null });
    expect(told.legs.map(({ state, answeredAt }) => [state, answeredAt])).toEqual([
      ['ended', null],
      ['answered', second(5)],
      ['ended', null],
    ]);
  });

  it('counts the winner’s talk alone, and takes its cause', () => {
    const told = call(...taken, end(25, 'b', 'NORMAL_CLEARING', { billms: '19600' }));
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 19_600, hangupCause: 'NORMAL_CLEARING' });
    expect(told.legs.map((leg) => leg.talkMs)).toEqual([0, 19_600, 0]);
  });

  it('has the cause of whoever did not lose the race', () => {
    const lost = [
      ring(0, 'a', 'eva'),
      ring(0, 'b', 'jan'),
      end(5, 'a', 'NO_ANSWER'),
      end(6, 'b', 'LOSE_RACE'),
    ];
    expect(call(...lost).hangupCause).toBe('NO_ANSWER');
    expect(call(...lost, end(6, 'root', 'ORIGINATOR_CANCEL')).hangupCause).toBe('ORIGINATOR_CANCEL');
  });

  it('leaves the last word of a second to the first leg', () => {
    const canceled = (id: string, value: string): WireStep => end(9, id, 'NONE', { canceled: value });
    const told = call(ring(0, 'z', 'eva'), canceled('root', 'TIMEOUT'), canceled('z', 'NONE'));
    expect(told.extra['canceled']).toBe('TIMEOUT');
  });

  it('on one leg id is still three phones', () => {
    const told = call(
      ring(0, 'root', 'eva'),
      ring(0, 'root', 'jan'),
      answer(4, 'root', 'jan'),
      end(4, 'root', 'LOSE_RACE', { dst_user_id: 'eva' }),
    );
    expect(told).toMatchObject({ state: 'answered' });
    expect(told.legs.map(({ agentId, state }) => [agentId, state])).toEqual([
      ['agent-eva', 'ended'],
      ['agent-jan', 'answered'],
    ]);
    const over = end(9, 'root', 'NORMAL_CLEARING', { dst_user_id: 'jan' });
    expect(call(ring(0, 'root', 'eva'), ring(0, 'root', 'jan'), answer(4, 'root', 'jan'), over).state).toBe(
      'ended',
    );
  });
});

describe('the end', () => {
  const talk = [ring(0, 'a', 'eva'), answer(3, 'a', 'eva')];

  it('comes with the leg whose id is the call’s, whatever the others do', () => {
    const told = call(...talk, end(20, 'root', 'NORMAL_CLEARING', { durationms: '20400' }));
    expect(told).toMatchObject({ state: 'ended', endedAt: second(20), totalMs: 20_400, talkMs: 17_000 });
    expect(told.legs).toMatchObject([{ state: 'ended', endedAt: second(20) }]);
  });

  it('comes with the last leg where the first was never seen', () => {
    const both = [...talk, ring(4, 'b', 'jan'), end(9, 'a', 'NORMAL_CLEARING')];
    expect(call(...both).state).toBe('ringing');
    const over = call(...both, end(12, 'b', 'NO_ANSWER', { durationms: '8000' }));
    expect(over).toMatchObject({ state: 'ended', outcome: 'answered', endedAt: second(12), totalMs: 12_000 });
  });

  it('waits for a leg that came to life behind the first one’s end: a blind transfer', () => {
    const handedOn = [
      at(0, 'call:ring', 'root', byEva),
      at(3, 'call:answer', 'root', byEva),
      end(20, 'root', 'BLIND_TRANSFER', { ...byEva, billms: '17000', durationms: '20000' }),
      ring(21, 'b', 'jan', { type: 'internal' }),
    ];
    expect(call(...handedOn)).toMatchObject({ state: 'ringing', direction: 'outbound' });
    const over = call(
      ...handedOn,
      answer(24, 'b', 'jan', { type: 'internal' }),
      end(40, 'b', 'NORMAL_CLEARING', { type: 'internal', dst_user_id: 'jan', billms: '16000' }),
    );
    expect(over).toMatchObject({ state: 'ended', endedAt: second(40), totalMs: 40_000, talkMs: 33_000 });
    expect(over.customer.number).toBe('777123456');
  });

  it('moves to the end of a conversation that outlived the first leg: an attended transfer', () => {
    const handedOn = [
      ...talk,
      ring(5, 'b', 'jan'),
      answer(8, 'b', 'jan'),
      end(10, 'root', 'ATTENDED_TRANSFER'),
    ];
    expect(call(...handedOn)).toMatchObject({ state: 'ended', endedAt: second(10) });
    const over = call(...handedOn, end(30, 'b', 'NORMAL_CLEARING', { billms: '22000' }));
    expect(over).toMatchObject({ endedAt: second(30), totalMs: 30_000 });
  });

  it('is not moved by a phone that merely stopped ringing later', () => {
    const told = call(...talk, ring(8, 'b', 'jan'), end(10, 'root', 'NONE'), end(12, 'b', 'NO_ANSWER'));
    expect(told).toMatchObject({ endedAt: second(10), hangupCause: 'NONE' });
  });

  it('alone tells when the call began, was answered, and how long it was', () => {
    const ended = { dst_user_id: 'eva', billms: '30000', durationms: '36000' };
    const told = call(end(36, 'root', 'NORMAL_CLEARING', ended));
    expect(told).toMatchObject({
      outcome: 'answered',
      startedAt: second(0),
      answeredAt: second(6),
      endedAt: second(36),
      talkMs: 30_000,
      totalMs: 36_000,
    });
  });

  it('is over only once the last leg is, when all of them lost the race', () => {
    expect(call(ring(0, 'a', 'eva'), end(5, 'a', 'LOSE_RACE'))).toMatchObject({ state: 'ended' });
  });
});

it('what the PBX measured and the call has no place for stays in extra', () => {
  const over = end(9, 'root', 'NORMAL_CLEARING', { progressms: '1200', site_id: '7' });
  expect(call(ring(1, 'leg-1', 'eva'), over).extra).toMatchObject({ progressms: '1200', site_id: '7' });
});
