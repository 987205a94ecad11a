import { describe, expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import type { WireStep } from '../../src/demo/cast.ts';
import { call, inbound, line, noted, numbered, outgoing, step } from './notices.ts';
import { arriving, journalOf, rules, startedAt } from './told.ts';

const afterS = (seconds: number): number => startedAt + seconds * 1000;

describe('lines', () => {
  const ring = (fields: Record<string, string>): WireStep =>
    step('start_int_dial', { caller_type: 'external', caller_num: '777123456', ...fields });

  it('that ring and talk more than once are one leg, with all its talk', () => {
    const told = call(
      ring(line),
      step('hangup_internal', line),
      ring(line),
      step('answered_internal', line),
      step('hangup_internal', line),
      ring(line),
      step('answered_internal', line),
      step('hangup_internal', line),
      step('call_end'),
    );
    expect(told.legs).toHaveLength(1);
    expect(told).toMatchObject({ talkMs: 2000, legs: [{ talkMs: 2000, ringMs: 3000 }] });
  });

  it('ended when they hung up first, not when that was told once more', () => {
    const told = call(
      ring(line),
      step('answered_internal', line),
      step('hangup_internal', line),
      step('hangup_internal', line),
      step('call_end'),
    );
    expect(told.legs).toMatchObject([{ endedAt: afterS(3), talkMs: 1000 }]);
  });

  it('keep their talk with the caller when the agent dials out beside it', () => {
    const steps = [ring(line), step('answered_internal', line), step('start_ext_dial', outgoing)];
    expect(call(...steps).state).toBe('answered');
    const over = call(...steps, step('hangup_internal', line), step('call_end'));
    expect(over).toMatchObject({ direction: 'inbound', outcome: 'answered', talkMs: 2000 });
    expect(over.customer.number).toBe('777123456');
  });

  it('are the same leg where one event names the user and another the line', () => {
    const both = call(ring({ line_userid: 'eva' }), step('answered_internal', line));
    expect(both.legs).toMatchObject([{ state: 'answered', party: { userId: 'eva', extension: '101' } }]);

    const entries = noted(
      ring({ line_userid: 'eva' }),
      step('answered_internal', { line_num: '101' }),
      step('hangup_internal', { line_userid: 'eva' }),
    ).map((entry) => ({ ...entry, agentId: 'agent-eva' }));
    expect(fold(entries, rules).legs).toMatchObject([{ state: 'ended', talkMs: 1000 }]);
  });

  it('of one user: an event that names the user alone means the one that is alive', () => {
    const other = { line_num: '102', line_userid: 'eva' };
    const told = call(
      ring(line),
      step('hangup_internal', line),
      ring(other),
      step('answered_internal', { line_userid: 'eva' }),
    );
    expect(told.legs).toMatchObject([
      { party: { extension: '101' }, state: 'ended' },
      { party: { extension: '102' }, state: 'answered' },
    ]);
  });

  it('without user or number are nobody’s phone', () => {
    expect(call(ring({ line_name: 'trunk' })).legs).toEqual([]);
  });

  it('stay with the agent who was logged in when they rang', () => {
    const entries = noted(ring(line), step('answered_internal', line));
    const relogged = entries.map((entry, index) => ({ ...entry, agentId: `agent-${index}` }));
    expect(fold(relogged, rules).legs).toMatchObject([{ agentId: 'agent-0' }]);
    const unknownAtFirst = entries.map((entry, index) => ({ ...entry, agentId: index === 0 ? null : 'eva' }));
    expect(fold(unknownAtFirst, rules).legs).toMatchObject([{ agentId: 'eva' }]);
  });
});

describe('the order of events', () => {
  const hangup = step('hangup_internal', line);
  const simple = [
    step('start_int_dial', inbound),
    step('answered_internal', inbound),
    hangup,
    step('call_end'),
  ];
  it('is that of cel_id: a hangup that came before the answer ends it all the same', () => {
    const entries = noted(...simple.slice(0, 3));
    const told = fold(arriving(entries, [2, 0, 1]), rules);
    expect(told).toMatchObject({ state: 'started', legs: [{ state: 'ended' }] });
    expect(told.answeredAt).not.toBeNull();
  });

  it('is never contradicted by times of arrival', () => {
    const entries = noted(...simple);
    const told = fold(arriving(entries, [3, 2, 1, 0], 60_000), rules);
    expect(told).toMatchObject({ startedAt, endedAt: startedAt, talkMs: 0, ringMs: 0, totalMs: 0 });
  });

  it('gives a late event the time that its successors leave it', () => {
    const entries = noted(...simple);
    const told = fold(arriving(entries, [0, 2, 1, 3], 1000), rules);
    expect(told).toMatchObject({ answeredAt: afterS(1), talkMs: 0 });
  });

  it('is that of arrival where nothing has a cel_id, and an answer overtaken by the hangup still counts', () => {
    const entries = journalOf('linuxbox', simple);
    expect(fold(entries, rules)).toMatchObject({ outcome: 'answered', talkMs: 1000 });
    const overtaken = fold(arriving(entries, [0, 2, 1]), rules);
    expect(overtaken).toMatchObject({ state: 'started', legs: [{ state: 'ended' }] });
    expect(fold(arriving(entries, [3, 2, 1, 0]), rules)).toMatchObject({ outcome: 'answered', talkMs: 0 });
  });

  it('is that of arrival: a ring told behind the far end’s answer rings no more', () => {
    const clicked = [step('start_ext_dial', outgoing), step('answered_external', outgoing)];
    const late = step('start_int_dial', { ...line, caller_type: 'originate' });
    expect(fold(journalOf('linuxbox', [...clicked, late]), rules).state).toBe('answered');
  });

  it('is that of cel_id for those that have one, the others behind what arrived before them', () => {
    const steps = numbered(...simple).map((one, index) => (index === 2 ? hangup : one));
    const entries = journalOf('linuxbox', steps);
    const told = fold(arriving(entries, [1, 0, 2, 3], 1000), rules);
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 2000 });
    expect(fold(entries.slice(0, 3), rules).legs).toMatchObject([{ state: 'ended', talkMs: 1000 }]);
  });

  it('has nothing behind the end of the call', () => {
    const told = call(...simple.slice(0, 3), step('call_end', { cel_id: '0' }));
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 1000, endedAt: afterS(4) });
  });
});
