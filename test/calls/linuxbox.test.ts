import { describe, expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import type { WireStep } from '../../src/demo/cast.ts';
import { call, line, outgoing, step } from './notices.ts';
import { arriving, journalOf, rules, startedAt } from './told.ts';

const afterS = (seconds: number): number => startedAt + seconds * 1000;

/** notifications-2024-11, the examples as they are printed: one cel_id throughout. */
const vendor = (event: string, query: string): WireStep => ({
  afterMs: 1000,
  event,
  fields: {
    ...Object.fromEntries(new URLSearchParams(query)),
    custom_call_id: 'Wua4kaib',
    call_id: '1541078811.98',
    cel_id: '28254912',
  },
});
const numbers =
  'caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101';
const martin = 'line_num=101&line_name=martin&line_userid=linuxbox';
const vendorExamples = [
  vendor(
    'start_call',
    'caller_type=internal&caller_num=591166223&caller_userid=linuxbox&dialed_num=591166200&target_num=591166200',
  ),
  vendor('queue_in', 'caller_num=591166223&dialed_num=591166200&queue_name=helpdesk'),
  vendor('queue_out', 'queue_name=helpdesk'),
  vendor(
    'start_int_dial',
    `${numbers}&${martin}&queue_name=helpdesk&caller_type=external&direction=internal`,
  ),
  vendor('answered_internal', `${numbers}&${martin}&caller_type=external&direction=internal`),
  vendor('hangup_internal', 'line_num=101&line_userid=linuxbox'),
  vendor('call_end', ''),
];

describe('the examples of the document, one after the other', () => {
  const told = call(...vendorExamples);

  it('are an inbound call that an agent answered', () => {
    expect(told).toMatchObject({
      pbxCallId: '1541078811.98',
      customCallId: 'Wua4kaib',
      direction: 'inbound',
      kind: 'queue',
      state: 'ended',
      outcome: 'answered',
      customer: { number: '591166223', e164: '+420591166223', name: 'karel', country: 'CZ', withheld: false },
      dialed: '+420591166200',
      queue: 'helpdesk',
      waitMs: 1000,
      ringMs: 1000,
      talkMs: 1000,
      totalMs: 6000,
      hangupCause: null,
    });
    expect(told.legs).toMatchObject([
      { agentId: 'agent-linuxbox', party: { userId: 'linuxbox', extension: '101', name: 'martin' } },
    ]);
  });

  it('in the wrong order are still answered and over', () => {
    const entries = journalOf('linuxbox', vendorExamples);
    const backwards = fold(arriving(entries, [6, 5, 4, 3, 2, 1, 0]), rules);
    expect(backwards).toMatchObject({ direction: 'inbound', state: 'ended', outcome: 'answered' });
    expect(backwards.legs).toHaveLength(1);
  });

  it('go through every state', () => {
    const states = vendorExamples.map((_, index) => call(...vendorExamples.slice(0, index + 1)).state);
    expect(states).toEqual(['started', 'queued', 'started', 'ringing', 'answered', 'started', 'ended']);
  });

  it('of a call that dials out say internal and mean outbound', () => {
    const dial = `${numbers}&line_num=102&line_name=karel&line_userid=linuxbox&direction=internal`;
    const dialing = call(vendor('start_ext_dial', dial));
    expect(dialing).toMatchObject({ direction: 'outbound', state: 'ringing' });
    expect(dialing.customer).toMatchObject({ number: '591166200', name: null });
    expect(call(vendor('start_ext_dial', dial), vendor('answered_external', dial)).state).toBe('answered');
  });

  it('all of them on one call are one call of two lines', () => {
    const dial = `${numbers}&line_num=102&line_name=karel&line_userid=linuxbox&direction=internal`;
    const spying = 'spying_exten=101&spying_target_exten=102&spying_userid=boss&spying_target_userid=sales';
    const all = call(
      ...vendorExamples.slice(0, 4),
      vendor('start_ext_dial', dial),
      vendor('answered_internal', `${numbers}&${martin}&caller_type=external&direction=internal`),
      vendor('answered_external', dial),
      vendor('call_recording_start', ''),
      vendor('call_spy_start', `${spying}&spy_type=spy`),
      vendor('call_spy_end', `${spying}&spy_type=spy`),
      vendor('exten_paused', 'exten=101&reason=unanswered_queue_call'),
      vendor('call_recording_stop', ''),
      ...vendorExamples.slice(5),
    );
    expect(all).toMatchObject({ direction: 'inbound', outcome: 'answered', recorded: true });
    expect(all.legs.map((leg) => leg.party.extension)).toEqual(['101', '102']);
    expect(all.spying).toHaveLength(1);
  });
});

describe('waiting', () => {
  const waited = (...steps: WireStep[]): number =>
    call(step('start_call', { caller_type: 'external', caller_num: '777123456' }), ...steps).waitMs;
  const enter = (): WireStep => step('queue_in', { queue_name: 'a' });
  const leave = (): WireStep => step('queue_out', { queue_name: 'a' });

  it('is the time between entering and leaving, in each queue', () => {
    expect(waited(enter(), leave(), enter(), leave())).toBe(2000);
  });

  it('ends with the answer: a queue is left when the talk is over', () => {
    const ring = step('start_int_dial', line);
    expect(waited(enter(), ring, step('answered_internal', line), leave())).toBe(2000);
  });

  it('ends with the call where leaving was never told, and is open until then', () => {
    expect(waited(enter(), step('call_end'))).toBe(1000);
    expect(waited(enter(), step('start_int_dial', line))).toBe(0);
  });

  it('is waiting no more once the queue is left', () => {
    expect(call(enter()).state).toBe('queued');
    expect(call(enter(), leave()).state).toBe('started');
  });
});

describe('calls that go out', () => {
  it('are answered by the far end, not by the phone that calls', () => {
    const dialed = [step('start_call', { caller_type: 'internal' }), step('start_ext_dial', outgoing)];
    expect(call(...dialed)).toMatchObject({ direction: 'outbound', state: 'ringing', answeredAt: null });
    const over = call(...dialed, step('hangup_internal', line), step('call_end'));
    expect(over).toMatchObject({ outcome: 'no_answer', ringMs: 1000, talkMs: 0 });
  });

  it('by click ring the agent first: talk counts from the far end', () => {
    const originate = { ...line, caller_type: 'originate' };
    const clicked = [
      step('start_int_dial', originate),
      step('answered_internal', originate),
      step('start_ext_dial', outgoing),
    ];
    expect(call(...clicked)).toMatchObject({ state: 'ringing', legs: [{ state: 'ringing', talkMs: 0 }] });

    const unanswered = call(...clicked, step('hangup_internal', line), step('call_end'));
    expect(unanswered).toMatchObject({ outcome: 'no_answer', talkMs: 0, answeredAt: null });

    const answered = [...clicked, step('answered_external', outgoing), step('hangup_internal', line)];
    expect(call(...answered, step('call_end'))).toMatchObject({
      outcome: 'answered',
      answeredAt: answered.length * 1000 - 1000 + startedAt,
      talkMs: 1000,
      legs: [{ agentId: 'agent-eva', talkMs: 1000 }],
    });
  });

  it('by a dialer connect the agent after the customer: talk counts from the agent', () => {
    const dialer = { ...line, caller_type: 'dialer', dialed_num: '777123456' };
    const far = { dialed_num: '777123456', direction: 'outgoing' };
    const connected = [step('start_int_dial', dialer), step('answered_internal', dialer)];
    const over = [step('hangup_internal', line), step('call_end')];

    const onNoLine = [step('start_ext_dial', far), step('answered_external', far)];
    expect(call(...onNoLine, ...connected, ...over).legs).toMatchObject([{ talkMs: 1000 }]);

    const onAgentsLine = [step('start_ext_dial', outgoing), step('answered_external', outgoing)];
    expect(call(...onAgentsLine, ...connected.slice(0, 1)).state).toBe('ringing');
    const talked = call(...onAgentsLine, ...connected, ...over);
    expect(talked).toMatchObject({ direction: 'outbound', outcome: 'answered', talkMs: 1000 });
    expect(talked.answeredAt).toBe(afterS(4));
    expect(talked.customer.e164).toBe('+420777123456');
  });

  it('let the far end answer on whichever line dials, where the event names none', () => {
    const steps = [step('start_ext_dial', outgoing), step('answered_external', { direction: 'outgoing' })];
    expect(call(...steps)).toMatchObject({ state: 'answered', legs: [{ party: { extension: '101' } }] });
  });
});
