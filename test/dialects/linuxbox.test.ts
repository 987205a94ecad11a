import { describe, expect, it } from 'vitest';
import { linuxbox } from '../../src/pbx/dialects/linuxbox.ts';
import { eventOf, faultsOf, parseQuery } from './request.ts';

const call = { call_id: '1541078811.98' };
const event = (name: string | null, fields: Record<string, string>) => eventOf(linuxbox, name, fields);
const faults = (name: string, fields: Record<string, string>) => faultsOf(linuxbox, name, fields);

describe('direction', () => {
  it.each([
    ['external', undefined, 'inbound', undefined],
    ['external', 'internal', 'inbound', 'internal'],
    ['external', 'incoming', 'inbound', undefined],
    ['dialer', 'incoming', 'outbound', 'incoming'],
    ['originate', 'outgoing', 'outbound', undefined],
    ['internal', 'outgoing', 'outbound', undefined],
    ['internal', 'internal', 'internal', undefined],
    ['internal', undefined, undefined, undefined],
    [undefined, 'incoming', 'inbound', undefined],
    [undefined, 'outgoing', 'outbound', undefined],
    [undefined, 'sideways', undefined, 'sideways'],
    ['External', 'INTERNAL', 'inbound', 'INTERNAL'],
    ['martian', 'internal', 'internal', undefined],
  ])('caller_type %s and direction %s: %s, kept %s', (caller_type, direction, expected, kept) => {
    const fields = { ...call, caller_type: caller_type ?? '', direction: direction ?? '' };
    const parsed = event('answered_internal', fields);
    expect(parsed.direction).toBe(expected);
    expect(parsed.extra?.['direction']).toBe(kept);
    expect(parsed.extra?.['caller_type']).toBe(caller_type);
  });
});

describe('numbers', () => {
  it('takes target_num of older installations', () => {
    const parsed = event('start_call', { ...call, target_num: '591166200', dialed_num: '' });
    expect(parsed.dialed).toEqual({ number: '591166200' });
    expect(parsed.extra).toBeUndefined();
  });

  it('prefers dialed_num, and keeps a target_num that says something else', () => {
    const parsed = event('start_call', { ...call, target_num: '1', dialed_num: '2' });
    expect(parsed.dialed).toEqual({ number: '2' });
    expect(parsed.extra).toEqual({ target_num: '1' });
    expect(event('start_call', { ...call, target_num: '2', dialed_num: '2' }).extra).toBeUndefined();
  });

  it('leaves out who is not named', () => {
    const parsed = event('start_call', { ...call, caller_num: '', caller_name: '' });
    expect(parsed).not.toHaveProperty('caller');
    expect(parsed).not.toHaveProperty('dialed');
  });
});

describe('the line', () => {
  it.each(['start_int_dial', 'answered_internal'])('%s falls back to dialed_exten', (name) => {
    expect(event(name, { ...call, dialed_exten: '101' }).leg).toEqual({ party: { extension: '101' } });
    expect(event(name, { ...call, dialed_exten: '101', line_num: '102' }).leg?.party?.extension).toBe('102');
  });

  it.each(['start_ext_dial', 'answered_external', 'hangup_internal'])('%s does not', (name) => {
    expect(event(name, { ...call, dialed_exten: '101' }).leg).toEqual({ party: null });
  });

  it('is nobody when nothing is known of it', () => {
    expect(event('start_int_dial', call).leg).toEqual({ party: null });
  });

  it('is no part of events of the whole call', () => {
    const parsed = event('start_call', {
      ...call,
      caller_type: 'internal',
      caller_userid: 'eva',
      line_num: '101',
    });
    expect(parsed).not.toHaveProperty('leg');
    expect(parsed.extra).toEqual({ caller_type: 'internal', caller_userid: 'eva', line_num: '101' });
  });
});

describe('identity and order', () => {
  it('come from cel_id', () => {
    const fields = { ...call, cel_id: '7', line_num: '101', line_userid: 'eva' };
    const parsed = event('hangup_internal', fields);
    expect(parsed.identity).toBe('hangup_internal:7:101:eva');
    expect(parsed.order).toBe(7);
  });

  it('are absent without it', () => {
    const parsed = event('hangup_internal', { ...call, cel_id: '' });
    expect(parsed).not.toHaveProperty('identity');
    expect(parsed).not.toHaveProperty('order');
  });

  it('a cel_id that is no number gives identity alone', () => {
    const parsed = event('call_end', { ...call, cel_id: 'x7' });
    expect(parsed.identity).toBe('call_end:x7::');
    expect(parsed).not.toHaveProperty('order');
  });

  it('tells apart lines that ring under one cel_id', () => {
    const ring = (fields: Record<string, string>) =>
      event('start_int_dial', { ...call, cel_id: '7', ...fields }).identity;
    const identities = [ring({ line_num: '101' }), ring({ line_num: '102' }), ring({ dialed_exten: '103' })];
    expect(new Set(identities).size).toBe(3);
  });
});

describe('names', () => {
  it.each([
    ['call_end', {}],
    ['CALL_END', {}],
    [null, { event: 'call_end' }],
    ['notify', { event: 'Call_End' }],
    ['call_end', { event: 'call_end' }],
  ])('path %s, fields %j', (path, fields) => {
    expect(event(path, { ...call, ...fields })).toEqual({
      type: 'call_ended',
      name: 'call_end',
      callId: call.call_id,
    });
  });

  it.each([
    ['voicemail', {}, 'voicemail'],
    [null, { event: 'voicemail' }, 'voicemail'],
    [null, {}, null],
    ['constructor', {}, 'constructor'],
    ['v'.repeat(500), {}, 'v'.repeat(200)],
  ])('an unknown name is unrecognised: %s %j', (path, fields, name) => {
    expect(parseQuery(linuxbox, path, { ...call, ...fields })).toEqual({ kind: 'unrecognised', name });
  });
});

it('keeps unknown fields, lists among them as JSON', () => {
  const wire = {
    pathEvent: 'call_end',
    headerEvent: null,
    fields: { ...call, mos: '4.2', hops: ['a', 'b'] },
  };
  expect(linuxbox.parse(wire)).toMatchObject({ events: [{ extra: { mos: '4.2', hops: '["a","b"]' } }] });
});

describe('faults', () => {
  it.each([
    ['start_call', {}, ['call_id']],
    ['call_end', { call_id: '  ' }, ['call_id']],
    ['call_recording_start', {}, ['call_id']],
    ['hangup_internal', { line_num: '101' }, ['call_id']],
    ['pbx_agent_login', { exten: '101' }, ['userid']],
    ['pbx_agent_logout', {}, ['userid']],
    ['pbx_agent_set_state', {}, ['userid', 'state_name']],
    ['pbx_agent_set_state', { userid: 'eva' }, ['state_name']],
    ['exten_paused', call, ['exten']],
    ['call_spy_start', {}, ['call_id', 'spying_exten']],
    ['call_spy_end', call, ['spying_exten']],
    ['call_end', { call_id: 'x'.repeat(201) }, ['call_id']],
    ['call_end', { ...call, cel_id: '1'.repeat(201) }, ['cel_id']],
    ['start_call', { ...call, caller_name: 'x'.repeat(1001) }, ['caller_name']],
    ['start_call', { ...call, mood: 'x'.repeat(1001) }, ['mood']],
    ['pbx_agent_login', { userid: 'x'.repeat(201) }, ['userid']],
  ])('%s %j', (name, fields, expected) => {
    expect(faults(name, fields)).toEqual(expected);
  });

  it('say what to do', () => {
    const messages = (fields: Record<string, string>): string[] => {
      const result = parseQuery(linuxbox, 'call_end', fields);
      return result.kind === 'malformed' ? result.faults.map(({ message }) => message) : [];
    };
    expect(messages({})).toEqual([expect.stringContaining('add call_id')]);
    expect(messages({ call_id: 'x'.repeat(201) })).toEqual([
      expect.stringContaining('is longer than 200 characters'),
    ]);
  });

  it.each([
    ['exten_paused', { exten: '101' }],
    ['call_spy_start', { ...call, spying_userid: 'boss' }],
    ['call_spy_start', { ...call, spying_exten: '102' }],
    ['call_end', { call_id: 'x'.repeat(200) }],
    ['start_call', { ...call, caller_name: 'x'.repeat(1000) }],
  ])('none: %s %j', (name, fields) => {
    expect(faults(name, fields)).toEqual([]);
  });

  it('listening is "spy" when the kind is not said', () => {
    expect(event('call_spy_start', { ...call, spying_exten: '102' }).spying).toEqual({
      by: { extension: '102' },
      target: {},
      kind: 'spy',
    });
  });
});
