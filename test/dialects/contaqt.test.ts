import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/model/event.ts';
import { contaqt } from '../../src/pbx/dialects/contaqt.ts';
import { eventOf, eventsOf, faultsOf, parseQuery, rawRequest } from './request.ts';

const ids = { id: 'leg', call_id: 'call' };
const event = (name: string | null, fields: Record<string, string>): CallEvent =>
  eventOf(contaqt, name, fields);
const ring = (fields: Record<string, string>): CallEvent => event('call:ring', { ...ids, ...fields });
const end = (fields: Record<string, string>): CallEvent => event('call:end', { ...ids, ...fields });

describe('where the name is', () => {
  const checkout = { type: 'agent_logged_out', name: 'agent:checkout', presence: { user: { userId: '17' } } };

  it.each(['event', 'event_name', 'event_type', 'name', 'action', 'type'])('field %s', (field) => {
    expect(event(null, { user_id: '17', [field]: 'agent:checkout' })).toEqual(checkout);
  });

  it.each(['agent:checkout', 'agent%3Acheckout', 'agent%3acheckout', 'Agent:CheckOut'])('path %s', (path) => {
    expect(event(path, { user_id: '17' })).toEqual(checkout);
  });

  it('header X-Event', () => {
    const headers = { 'x-event': 'agent:checkout' };
    expect(eventsOf(contaqt, rawRequest({ method: 'POST', path: '', headers, body: 'user_id=17' }))).toEqual([
      checkout,
    ]);
  });

  it('several places at once', () => {
    expect(
      event('agent:checkout', { user_id: '17', event: 'agent:checkout', action: 'agent:checkout' }),
    ).toEqual(checkout);
  });

  it('keeps a name or an action that is something else', () => {
    expect(event('agent:checkout', { user_id: '17', name: 'Eva', action: 'x' }).extra).toEqual({
      name: 'Eva',
      action: 'x',
    });
  });

  it('tells the type of an envelope from the type of its call', () => {
    const body = JSON.stringify({ type: 'call:ring', id: 'delivery-1', data: { ...ids, type: 'outbound' } });
    const [parsed] = eventsOf(contaqt, rawRequest({ method: 'POST', path: '', headers: {}, body }));
    expect(parsed).toEqual({
      type: 'leg_ringing',
      name: 'call:ring',
      callId: 'call',
      leg: { id: 'leg', party: null },
      direction: 'outbound',
      kind: 'voice',
    });
  });

  it.each([
    [null, { type: 'inbound' }, null],
    [null, { event: 'call:hold' }, 'call:hold'],
    ['call:hold', { type: 'inbound' }, 'call:hold'],
    [null, {}, null],
  ])('unknown: path %s, fields %j', (path, fields, name) => {
    expect(parseQuery(contaqt, path, fields)).toEqual({ kind: 'unrecognised', name });
  });
});

describe('ts', () => {
  it.each([
    ['1541078811', 1541078811000],
    ['1541078811.5', 1541078811500],
    ['1541078811.1234', 1541078811123],
    ['1541078811500', 1541078811500],
    ['1541078811500.4', 1541078811500],
    ['946684800', 946684800000],
  ])('%s is %i', (ts, at) => {
    expect(ring({ ts })).toMatchObject({ at, order: at, identity: `call:ring:leg:${at}` });
    expect(event('agent:checkout', { user_id: '17', ts })).toEqual({
      type: 'agent_logged_out',
      name: 'agent:checkout',
      at,
      presence: { user: { userId: '17' } },
    });
  });

  it('may be missing: no time, no order, no identity', () => {
    const parsed = ring({ ts: '' });
    for (const property of ['at', 'order', 'identity']) expect(parsed).not.toHaveProperty(property);
  });

  it.each([
    'yesterday',
    '-1541078811',
    '0',
    '946684799',
    '4102444800',
    '1541078811500000',
    '1e9',
    '0x5bdaf75b',
    'NaN',
  ])('%s is a fault', (ts) => {
    expect(faultsOf(contaqt, 'call:ring', { ...ids, ts })).toEqual(['ts']);
    expect(faultsOf(contaqt, 'agent:status', { user_id: '17', ts })).toEqual(['ts']);
  });
});

describe('type, direction and whose phone', () => {
  const src = { src_user_id: '18', src_device_id: '11', cid_num: '102' };
  const dst = { dst_user_id: '17', dst_device_id: '9', dst_num: '101' };
  const caller = { userId: '18', deviceId: '11', extension: '102' };
  const called = { userId: '17', deviceId: '9', extension: '101' };

  it.each([
    ['inbound', 'inbound', 'voice', called],
    ['outbound', 'outbound', 'voice', caller],
    ['internal', 'internal', 'voice', called],
    ['queue', 'inbound', 'queue', called],
    ['fax', 'inbound', 'fax', called],
    ['conf', 'inbound', 'conference', called],
    ['Queue', 'inbound', 'queue', called],
  ])('%s', (type, direction, kind, party) => {
    const parsed = ring({ type, ...src, ...dst });
    expect(parsed).toMatchObject({ direction, kind });
    expect(parsed.leg).toEqual({ id: 'leg', party });
    const left =
      party === called
        ? { src_user_id: '18', src_device_id: '11' }
        : { dst_user_id: '17', dst_device_id: '9' };
    expect(parsed.extra).toEqual(left);
  });

  it.each(['fax', 'conf'])('%s goes out when only the source is a user', (type) => {
    expect(ring({ type, src_user_id: '18', dst_num: '+420777123456' })).toMatchObject({
      direction: 'outbound',
      leg: { party: { userId: '18' } },
    });
    expect(ring({ type }).direction).toBe('inbound');
  });

  it('an internal leg without a called side is the caller’s', () => {
    expect(ring({ type: 'internal', ...src }).leg?.party).toEqual(caller);
  });

  it('an unknown type has no direction and is kept', () => {
    const parsed = ring({ type: 'carrier pigeon' });
    expect(parsed).not.toHaveProperty('direction');
    expect(parsed).not.toHaveProperty('kind');
    expect(parsed.extra).toEqual({ type: 'carrier pigeon' });
  });

  it('a number longer than six digits is no line of ours', () => {
    expect(ring({ type: 'inbound', dst_num: '1234567' }).leg).toEqual({ id: 'leg', party: null });
    expect(ring({ type: 'inbound', dst_num: '+12345' }).leg?.party).toBeNull();
    expect(ring({ type: 'inbound', dst_num: '123456' }).leg?.party).toEqual({ extension: '123456' });
    expect(ring({ type: 'outbound', cid_num: '591166200' }).leg?.party).toBeNull();
  });
});

describe('tags and queues', () => {
  it.each([
    'tags[]=vip&tags[]=cs',
    'tags=vip&tags=cs',
    'tags=["vip","cs"]',
    'tags=vip,+cs,',
    'tags[0]=vip&tags[1]=cs',
    'tags=[ "vip" , null, "", "cs" ]',
  ])('%s', (query) => {
    const path = `/call:ring?id=leg&call_id=call&${query.replace(' null,', '')}`;
    expect(eventsOf(contaqt, rawRequest({ method: 'GET', path, headers: {}, body: '' }))[0]?.tags).toEqual([
      'vip',
      'cs',
    ]);
  });

  it('JSON', () => {
    const body = JSON.stringify({ event: 'queue:join', user_id: 17, queues: [4, 6] });
    const [parsed] = eventsOf(contaqt, rawRequest({ method: 'POST', path: '', headers: {}, body }));
    expect(parsed?.presence).toEqual({ user: { userId: '17' }, queues: ['4', '6'] });
  });

  it('one is a list of one, none is absent', () => {
    expect(ring({ tags: 'vip' }).tags).toEqual(['vip']);
    expect(ring({ tags: '[vip' }).tags).toEqual(['[vip']);
    for (const tags of ['', '[]', ',', '[""]']) expect(ring({ tags })).not.toHaveProperty('tags');
  });

  it('stores nothing that a database refuses', () => {
    expect(ring({ tags: '["a\\u0000b","\\ud800"]' }).tags).toEqual(['ab', '\uFFFD']);
  });

  it('has bounds', () => {
    expect(faultsOf(contaqt, 'call:ring', { ...ids, tags: 'x'.repeat(201) })).toEqual(['tags']);
    expect(faultsOf(contaqt, 'call:ring', { ...ids, tags: Array(201).fill('x').join() })).toEqual(['tags']);
  });
});

describe('the end', () => {
  it.each(['NONE', 'TIMEOUT', 'NO_AGENT_TIMEOUT', 'BREAK_OUT'])('canceled %s is kept', (canceled) => {
    expect(end({ canceled }).extra).toEqual({ canceled });
  });

  it('counts cc_wait in seconds, and only where waitms is missing', () => {
    expect(end({ cc_wait: '6' })).toMatchObject({ durations: { waitMs: 6000 } });
    expect(end({ cc_wait: '6' })).not.toHaveProperty('extra');
    expect(end({ cc_wait: '6', waitms: '5800' })).toMatchObject({
      durations: { waitMs: 5800 },
      extra: { cc_wait: '6' },
    });
  });

  it('takes zero for a duration, and none for none', () => {
    expect(end({ billms: '0', durationms: '1200.6' }).durations).toEqual({ talkMs: 0, totalMs: 1201 });
    expect(end({ billms: '' })).not.toHaveProperty('durations');
  });

  it.each(['waitms', 'durationms', 'billms', 'progressms', 'cc_wait'])('%s must be a duration', (field) => {
    for (const value of ['-1', 'long', '1e3', '1,5', '99999999999999', '9'.repeat(190)]) {
      expect(faultsOf(contaqt, 'call:end', { ...ids, [field]: value })).toEqual([field]);
    }
  });

  it('writes the hangup cause in capitals', () => {
    expect(end({ hangup_cause: 'lose_race' }).hangupCause).toBe('LOSE_RACE');
    expect(end({ hangup_cause: '17' }).hangupCause).toBe('USER_BUSY');
    expect(end({ hangup_cause: '999' }).hangupCause).toBe('999');
  });
});

it('takes a country of two letters, and keeps anything else', () => {
  expect(ring({ a2: 'cz' })).toMatchObject({ country: 'CZ' });
  expect(ring({ a2: 'CZE' }).extra).toEqual({ a2: 'CZE' });
  expect(ring({ a2: 'CZE' })).not.toHaveProperty('country');
});

it.each([
  ['1', true],
  ['0', false],
  ['true', true],
  ['FALSE', false],
])('in_calls %s', (in_calls, expected) => {
  expect(event('agent:status', { user_id: '17', in_calls }).presence?.inCalls).toBe(expected);
});

it('keeps an in_calls that it does not understand', () => {
  const parsed = event('agent:status', { user_id: '17', in_calls: 'maybe' });
  expect(parsed.presence).toEqual({ user: { userId: '17' } });
  expect(parsed.extra).toEqual({ in_calls: 'maybe' });
});

describe('faults', () => {
  it.each([
    ['call:start', {}, ['id', 'call_id']],
    ['call:ring', { id: 'leg' }, ['call_id']],
    ['call:answer', { call_id: 'call' }, ['id']],
    ['call:end', { ...ids, ts: 'x', billms: '-1' }, ['ts', 'billms']],
    ['call:end', { ...ids, id: 'x'.repeat(201) }, ['id']],
    ['call:end', { ...ids, site_id: 'x'.repeat(1001) }, ['site_id']],
    ['call:end', { ...ids, cid_name: 'x'.repeat(1001) }, ['cid_name']],
    ['agent:checkin', { device_id: '9' }, ['user_id']],
    ['agent:checkout', {}, ['user_id']],
    ['agent:status', {}, ['user_id']],
    ['queue:join', { queues: '4' }, ['user_id']],
    ['queue:leave', {}, ['user_id']],
  ])('%s %j', (name, fields, expected) => {
    expect(faultsOf(contaqt, name, fields)).toEqual(expected);
  });
});

describe('whose phone an outbound leg is', () => {
  it('the calling user, else the one dialled: a dialer dials its agents', () => {
    const party = (fields: Record<string, string>) =>
      ring({ type: 'outbound', dst_num: '777123456', ...fields }).leg?.party;
    expect(party({ src_user_id: '17', dst_user_id: '18' })).toEqual({ userId: '17' });
    expect(party({ dst_user_id: '18' })).toEqual({ userId: '18' });
    expect(party({})).toBeNull();
  });
});
