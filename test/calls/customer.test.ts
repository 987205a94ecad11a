import { describe, expect, it } from 'vitest';
import { customerOf, dialedOf } from '../../src/calls/customer.ts';
import { fold } from '../../src/calls/fold.ts';
import type { CallEvent, Direction } from '../../src/model/event.ts';
import { journal, rules } from './told.ts';

const event = (fields: Partial<CallEvent>): CallEvent => ({ type: 'leg_ringing', name: 'x', ...fields });
const inbound = (number: string | undefined, fields: Partial<CallEvent> = {}): CallEvent =>
  event({ direction: 'inbound', ...(number === undefined ? {} : { caller: { number } }), ...fields });
const customer = (direction: Direction, ...told: CallEvent[]) => customerOf(direction, told, rules);

describe('the customer', () => {
  it('is the caller of an inbound call, the dialled party of an outbound one', () => {
    const told = event({ caller: { number: '+420777123456' }, dialed: { number: '+420591166200' } });
    expect(customer('inbound', told).e164).toBe('+420777123456');
    expect(customer('outbound', told).e164).toBe('+420591166200');
  });

  it('of an internal call is a colleague, by number or extension, and is never looked up', () => {
    const internal = { e164: null, withheld: false, internal: true };
    expect(customer('internal', event({ caller: { number: '101' } }))).toMatchObject({
      number: '101',
      ...internal,
    });
    expect(customer('internal', event({ caller: { extension: '101' } }))).toMatchObject({
      number: '101',
      ...internal,
    });
    expect(customer('internal', event({ caller: { number: '+420777123456' } }))).toMatchObject(internal);
    expect(customer('internal')).toMatchObject({ number: null, ...internal });
  });

  it('is not the colleague who transfers the call', () => {
    const transfer = event({ direction: 'internal', caller: { number: '101', name: 'Eva' } });
    expect(customer('inbound', transfer, inbound('777123456'))).toMatchObject({
      number: '777123456',
      name: null,
    });
    const fromOutside = event({ direction: 'outbound', caller: { number: '591166200' } });
    expect(customer('inbound', fromOutside, inbound('777123456')).number).toBe('777123456');
  });

  it('is the first whom the events agree upon', () => {
    expect(customer('inbound', inbound('777123456'), inbound('777999999')).number).toBe('777123456');
  });

  it.each(['anonymous', 'Unknown', 'RESTRICTED', 'unavailable', ' ', 'sip:anonymous@anonymous.invalid'])(
    'who calls as %j is withheld',
    (number) => {
      const withheld = { number: null, e164: null, country: null, withheld: true, internal: false };
      expect(customer('inbound', inbound(number))).toMatchObject(withheld);
    },
  );

  it('is withheld where no number was sent, and known as soon as one event tells it', () => {
    expect(customer('inbound', inbound(undefined))).toMatchObject({ number: null, withheld: true });
    expect(customer('inbound', inbound('anonymous'), inbound('777123456'))).toMatchObject({
      number: '777123456',
      withheld: false,
    });
    // Who calls from outside has no extension of ours, even where the PBX fills that field.
    const caller = { extension: '102', name: 'Karel' };
    expect(customer('inbound', event({ caller }))).toMatchObject({
      number: null,
      withheld: true,
      name: 'Karel',
    });
  });

  it('on one of our extensions is internal: up to six digits, or what the source says', () => {
    expect(customer('inbound', inbound('123456'))).toMatchObject({ e164: null, internal: true });
    expect(customer('inbound', inbound('sip:101@pbx'))).toMatchObject({ e164: null, internal: true });
    expect(customer('inbound', inbound('1234567')).internal).toBe(false);
    const short = customerOf('inbound', [inbound('123456')], { ...rules, extensionDigits: 4 });
    expect(short.internal).toBe(false);
  });

  it('has a number of the country that the event names, else of the source’s', () => {
    expect(customer('inbound', inbound('0905123456', { country: 'SK' }))).toMatchObject({
      e164: '+421905123456',
      country: 'SK',
    });
    expect(customer('inbound', inbound('777123456'))).toMatchObject({ e164: '+420777123456', country: 'CZ' });
    expect(customer('inbound', inbound('777123456', { country: 'US' })).e164).toBe('+420777123456');
    expect(customer('inbound', inbound('sip:+420777123456@pbx;user=phone')).e164).toBe('+420777123456');
    expect(customer('inbound', inbound('no number at all'))).toMatchObject({
      number: 'no number at all',
      e164: null,
      withheld: false,
    });
  });
});

describe('the name', () => {
  const named = (name: string, number = '777123456') =>
    customer('inbound', inbound(number, { caller: { number, name } })).name;

  it('may stand on another event of the same number', () => {
    const later = inbound('777123456', { caller: { number: '777123456', name: 'Karel' } });
    expect(customer('inbound', inbound('777123456'), later).name).toBe('Karel');
    const other = inbound('777999999', { caller: { number: '777999999', name: 'Ota' } });
    expect(customer('inbound', inbound('777123456'), other).name).toBeNull();
  });

  it('is none when it repeats the number', () => {
    expect(named('777123456')).toBeNull();
    expect(named('777 123 456')).toBeNull();
    expect(named('Novák 777123456')).toBe('Novák 777123456');
    expect(named('777123457')).toBe('777123457');
  });
});

describe('the other side', () => {
  it('is the number of ours that was called, in our country', () => {
    // A number in both countries.
    const told = inbound('0905123456', { country: 'SK', dialed: { number: '221234567' } });
    expect(dialedOf('inbound', [told], rules)).toBe('+420221234567');
    expect(dialedOf('inbound', [inbound('1', { dialed: { number: '800' } })], rules)).toBe('800');
    expect(dialedOf('inbound', [inbound('1')], rules)).toBeNull();
  });

  it('is the dialled number of an outbound call, in the country that the event names', () => {
    const told = event({ direction: 'outbound', country: 'SK', dialed: { number: '0905123456' } });
    expect(dialedOf('outbound', [told], rules)).toBe('+421905123456');
    expect(dialedOf('outbound', [event({ dialed: { number: 'x*1' } })], rules)).toBe('x*1');
  });
});

describe('what else is said of a call', () => {
  const fold2 = (...told: Partial<CallEvent>[]) => fold(journal(...told.map(event)), rules);

  it('is the last word for what there is one of, and all of what there are many', () => {
    expect(
      fold2(
        {
          callId: 'c',
          queue: 'a',
          campaign: '1',
          tags: ['vip', 'cz'],
          extra: { site_id: '1', canceled: 'NONE' },
        },
        {
          queue: 'b',
          dialer: '7',
          script: '3',
          conference: '9',
          tags: ['vip', 'sk'],
          extra: { canceled: 'TIMEOUT' },
        },
        { customCallId: 'W1' },
      ),
    ).toMatchObject({
      pbxCallId: 'c',
      queue: 'b',
      campaign: '1',
      dialer: '7',
      script: '3',
      conference: '9',
      customCallId: 'W1',
      tags: ['vip', 'cz', 'sk'],
      extra: { site_id: '1', canceled: 'TIMEOUT' },
    });
  });

  it('joins a lead’s id and name, but not those of two leads', () => {
    expect(fold2({}).lead).toBeNull();
    expect(fold2({ lead: { id: '1' } }, { lead: { name: 'Ota' } }).lead).toEqual({ id: '1', name: 'Ota' });
    expect(fold2({ lead: { name: 'Ota' } }, { lead: { id: '1' } }).lead).toEqual({ id: '1', name: 'Ota' });
    expect(fold2({ lead: { id: '1', name: 'Ota' } }, { lead: { id: '2' } }).lead).toEqual({
      id: '2',
      name: null,
    });
  });

  it('does not come from an event’s prototype', () => {
    expect(fold2({ extra: { ['constructor']: 'x' } }).extra).toEqual({ constructor: 'x' });
  });
});
