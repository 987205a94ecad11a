import { describe, expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import type { Entry } from '../../src/calls/order.ts';
import type { Call } from '../../src/model/call.ts';
import { call, inbound, line, noted, step } from './notices.ts';
import { givenUp } from './promises.ts';
import { rules, startedAt } from './told.ts';

const hours = 3_600_000;

/** Entries as they are, and one more that came `receivedAt`. */
const andThen = (entries: readonly Entry[], receivedAt: number, entry: Entry | undefined): Entry[] =>
  entry === undefined ? [] : [...entries, { ...entry, id: entries.length + 1, receivedAt }];

describe('a call whose end was never told', () => {
  const steps = [step('start_int_dial', inbound), step('answered_internal', inbound)];
  const entries = noted(...steps);
  const stale = [...entries, givenUp(entries, startedAt + 4 * hours)];

  it('ended with its last sign of life, not when we gave it up', () => {
    const told = fold(stale, rules);
    expect(told).toMatchObject({
      state: 'ended',
      outcome: 'answered',
      endSynthesised: true,
      endedAt: startedAt + 2000,
      totalMs: 1000,
      talkMs: 0,
    });
    expect(told.legs).toMatchObject([{ state: 'ended' }]);
  });

  it('lived as long as it was recorded', () => {
    const recorded = noted(...steps, step('call_recording_stop'));
    const told = fold([...recorded, givenUp(recorded, startedAt + 4 * hours)], rules);
    expect(told.endedAt).toBe(startedAt + 3000);
  });

  it('goes on when a later event shows that it does', () => {
    const late = noted(...steps, step('start_int_dial', { ...inbound, line_num: '102', line_userid: 'jan' }));
    const revived = andThen(stale, startedAt + 5 * hours, late[2]);
    expect(fold(revived, rules)).toMatchObject({ state: 'answered', outcome: null, endSynthesised: false });
    expect(fold([...revived, givenUp(revived, startedAt + 9 * hours)], rules)).toMatchObject({
      state: 'ended',
      endSynthesised: true,
      endedAt: startedAt + 5 * hours,
    });
  });

  it('is not revived by a repeat, nor by what only decorates it', () => {
    expect(fold(andThen(stale, startedAt + 5 * hours, entries[1]), rules).state).toBe('ended');
    const decoration = noted(...steps, step('call_recording_stop'))[2];
    expect(fold(andThen(stale, startedAt + 5 * hours, decoration), rules).state).toBe('ended');
  });

  it('has the true end when that comes after all', () => {
    const end = noted(...steps, step('call_end'))[2];
    expect(fold(andThen(stale, startedAt + 5 * hours, end), rules)).toMatchObject({
      state: 'ended',
      endSynthesised: false,
      endedAt: startedAt + 5 * hours,
    });
  });
});

describe('a call known by its side events alone', () => {
  it('has not begun', () => {
    const recorded = call(step('call_recording_start'));
    expect(recorded).toMatchObject({ begun: false, recorded: true, state: 'started', legs: [] });
    const paused = call(step('exten_paused', { exten: '101', reason: 'unanswered_queue_call' }));
    expect(paused).toMatchObject({ begun: false, legs: [], pbxCallId: '1541078811.98' });
    expect(call(step('call_recording_start'), step('call_end')).begun).toBe(true);
  });
});

describe('recordings', () => {
  const recordings = (...events: string[]): Call['recordings'] =>
    call(...events.map((event) => step(event, event === 'start_int_dial' ? inbound : {}))).recordings;
  const segment = (from: number, to: number | null): Call['recordings'][number] => ({
    startedAt: startedAt + from * 1000,
    stoppedAt: to === null ? null : startedAt + to * 1000,
    url: null,
  });
  const [on, off] = ['call_recording_start', 'call_recording_stop'];

  it('are as many as were begun', () => {
    expect(recordings('start_int_dial', on, off, on, off, 'call_end')).toEqual([
      segment(2, 3),
      segment(4, 5),
    ]);
  });

  it('last to the end of the call where they were not stopped', () => {
    expect(recordings(on, on)).toEqual([segment(1, null)]);
    expect(recordings('start_int_dial', on, 'call_end')).toEqual([segment(2, 3)]);
    expect(recordings('start_int_dial', 'call_end', on)).toEqual([segment(3, 3)]);
  });

  it('are none where only a stop came', () => {
    expect(call(step('start_int_dial', inbound), step(off)).recorded).toBe(false);
  });
});

describe('somebody who listens in', () => {
  const spying = { spying_exten: '190', spying_target_exten: '101', spy_type: 'whisper' };
  const withUsers = { ...spying, spying_userid: 'boss', spying_target_userid: 'eva' };
  const talk = [step('start_int_dial', inbound), step('answered_internal', inbound)];

  it('is kept on the call and is no party of it', () => {
    const told = call(...talk, step('call_spy_start', withUsers), step('call_spy_end', spying));
    expect(told.legs.map((leg) => leg.party.extension)).toEqual([line.line_num]);
    expect(told.spying).toEqual([
      {
        by: { userId: 'boss', extension: '190' },
        target: { userId: 'eva', extension: '101' },
        kind: 'whisper',
        startedAt: startedAt + 3000,
        endedAt: startedAt + 4000,
      },
    ]);
  });

  it('listens to the end of the call where nothing else was told', () => {
    const listening = [...talk, step('call_spy_start', spying)];
    expect(call(...listening).spying).toMatchObject([{ endedAt: null }]);
    expect(call(...listening, step('call_end')).spying).toMatchObject([{ endedAt: startedAt + 4000 }]);
  });

  it('may listen with another, and twice', () => {
    const other = { ...spying, spying_exten: '191' };
    const told = call(
      ...talk,
      step('call_spy_start', spying),
      step('call_spy_start', other),
      step('call_spy_end', spying),
      step('call_spy_start', spying),
    );
    expect(told.spying.map(({ by, endedAt }) => [by.extension, endedAt !== null])).toEqual([
      ['190', true],
      ['191', false],
      ['190', false],
    ]);
  });
});
