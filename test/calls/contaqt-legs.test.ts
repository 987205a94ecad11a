import { describe, expect, it } from 'vitest';
import { fold } from '../../src/calls/fold.ts';
import type { CallEvent, CallEventType, PbxIdentity } from '../../src/model/event.ts';
import type { Call } from '../../src/model/call.ts';
import { journal, rules, startedAt } from './told.ts';

/** One event of leg `id` of call `root`, at the given second of the call. */
function at(
  second: number,
  type: CallEventType,
  id: string,
  { user, device, extension, ...fields }: Partial<CallEvent> & Phone = {},
): CallEvent {
  const time = startedAt + second * 1000;
  const party: PbxIdentity = {};
  if (user !== undefined) party.userId = user;
  if (device !== undefined) party.deviceId = device;
  if (extension !== undefined) party.extension = extension;
  return {
    type,
    name: type,
    callId: 'root',
    at: time,
    order: time,
    direction: 'inbound',
    identity: `${type} ${id} ${time}`,
    leg: { id, party },
    ...fields,
  };
}

interface Phone {
  user?: string;
  device?: string;
  extension?: string;
}

const call = (...events: CallEvent[]): Call => fold(journal(...events), rules);
const bill = (talkMs: number): Partial<CallEvent> => ({ durations: { talkMs } });
const users = (told: Call): (string | undefined)[] => told.legs.map(({ party }) => party.userId);

describe('the caller’s own leg', () => {
  const queue = { kind: 'queue' } as const;

  it('of a queue call is nobody’s phone, whoever is named on it', () => {
    const told = call(
      at(0, 'call_started', 'root', { ...queue, extension: '800' }),
      at(2, 'leg_ringing', 'a', { ...queue, user: 'eva' }),
      at(5, 'leg_answered', 'a', { ...queue, user: 'eva' }),
      at(30, 'leg_ended', 'a', { ...queue, user: 'eva', ...bill(25_000) }),
      at(30, 'leg_ended', 'root', { ...queue, user: 'eva', ...bill(30_000) }),
    );
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 25_000 });
    expect(told.legs.map((leg) => leg.key)).toEqual(['a']);
  });

  it('of a queue call did not talk to whoever is named on it', () => {
    const told = call(
      at(0, 'call_started', 'root', queue),
      at(30, 'leg_ended', 'root', { ...queue, user: 'eva', ...bill(30_000) }),
    );
    expect(told).toMatchObject({ outcome: 'abandoned', legs: [], talkMs: 0 });
  });

  it('that rang for a user is that user’s: a queue that knows one leg only', () => {
    const told = call(
      at(0, 'call_started', 'root', queue),
      at(2, 'leg_ringing', 'root', { ...queue, user: 'eva' }),
      at(5, 'leg_answered', 'root', { ...queue, user: 'eva' }),
      at(30, 'leg_ended', 'root', { ...queue, user: 'eva', ...bill(25_000) }),
    );
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 25_000, waitMs: 0 });
    expect(users(told)).toEqual(['eva']);
  });

  it('that names the user of another leg is told twice: nobody talks twice at a time', () => {
    const told = call(
      at(0, 'leg_ringing', 'root', { user: 'eva' }),
      at(0, 'leg_ringing', 'a', { user: 'eva' }),
      at(5, 'leg_answered', 'root', { user: 'eva' }),
      at(5, 'leg_answered', 'a', { user: 'eva' }),
      at(30, 'leg_ended', 'a', { user: 'eva', ...bill(25_000) }),
      at(30, 'leg_ended', 'root', { user: 'eva', ...bill(25_200) }),
    );
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 25_000 });
  });

  it('keeps its talk where the other leg has none', () => {
    const told = call(
      at(0, 'leg_ringing', 'root', { user: 'eva' }),
      at(0, 'leg_ringing', 'a', { user: 'eva' }),
      at(5, 'leg_answered', 'root', { user: 'eva' }),
    );
    expect(told.state).toBe('answered');
  });

  it('is a phone of its own when it is another device, or was gone before the other leg', () => {
    const devices = call(
      at(0, 'leg_ringing', 'root', { user: 'eva', device: '1' }),
      at(0, 'leg_ringing', 'a', { user: 'eva', device: '2' }),
      at(5, 'leg_answered', 'root', { user: 'eva', device: '1' }),
    );
    expect(devices.legs).toHaveLength(2);
    expect(devices.state).toBe('answered');
    const returned = call(
      at(0, 'leg_ringing', 'root', { user: 'eva' }),
      at(5, 'leg_answered', 'root', { user: 'eva' }),
      at(10, 'leg_ended', 'root', { user: 'eva', ...bill(5000) }),
      at(11, 'leg_ringing', 'a', { user: 'eva' }),
      at(12, 'leg_answered', 'a', { user: 'eva' }),
      at(20, 'leg_ended', 'a', { user: 'eva', ...bill(8000) }),
    );
    expect(returned.talkMs).toBe(13_000);
  });

  it('that only an announcement answered makes no answered call', () => {
    const told = call(at(9, 'leg_ended', 'root', { extension: '800', ...bill(9000) }));
    expect(told).toMatchObject({ outcome: 'abandoned', legs: [], talkMs: 0 });
  });
});

describe('a dialer whose first leg is the customer’s', () => {
  const out = { direction: 'outbound' } as const;
  const customer = [at(0, 'leg_ringing', 'root', out), at(6, 'leg_answered', 'root', out)];
  const eva = { ...out, user: 'eva' };

  it('counts the talk of the agent connected later', () => {
    const told = call(
      ...customer,
      at(7, 'leg_ringing', 'a', eva),
      at(9, 'leg_answered', 'a', eva),
      at(29, 'leg_ended', 'a', { ...eva, ...bill(20_000) }),
      at(29, 'leg_ended', 'root', { ...out, ...bill(23_000) }),
    );
    expect(told).toMatchObject({ outcome: 'answered', talkMs: 20_000, direction: 'outbound' });
  });

  it('counts from the customer’s answer where the agent was there first', () => {
    const waiting = [at(1, 'leg_ringing', 'a', eva), at(2, 'leg_answered', 'a', eva)];
    expect(call(customer[0] ?? at(0, 'leg_ringing', 'root'), ...waiting).answeredAt).not.toBeNull();
    const told = call(
      ...customer,
      ...waiting,
      at(29, 'leg_ended', 'a', { ...eva, ...bill(27_000) }),
      at(29, 'leg_ended', 'root', { ...out, ...bill(23_000) }),
    );
    expect(told).toMatchObject({ talkMs: 23_000, answeredAt: startedAt + 6000 });
  });

  it('talked to nobody when the customer never answered', () => {
    const told = call(
      at(0, 'leg_ringing', 'root', out),
      at(1, 'leg_ringing', 'a', eva),
      at(2, 'leg_answered', 'a', eva),
      at(29, 'leg_ended', 'a', { ...eva, ...bill(27_000) }),
      at(29, 'leg_ended', 'root', { ...out, hangupCause: 'USER_BUSY', ...bill(0) }),
    );
    expect(told).toMatchObject({ outcome: 'busy', talkMs: 0, answeredAt: null });
  });
});

describe('an answer that was never seen', () => {
  const ringing = at(0, 'leg_ringing', 'root', { user: 'eva' });

  it('is known by the talking time that the end reports', () => {
    const told = call(ringing, at(30, 'leg_ended', 'root', { user: 'eva', ...bill(25_000) }));
    expect(told).toMatchObject({ outcome: 'answered', answeredAt: startedAt + 5000, talkMs: 25_000 });
  });

  it('was not before the ring, however the seconds are rounded', () => {
    const told = call(ringing, at(30, 'leg_ended', 'root', { user: 'eva', ...bill(30_400) }));
    expect(told).toMatchObject({ answeredAt: startedAt, totalMs: 30_400 });
  });
});

describe('direction', () => {
  it('is the first leg’s: a transfer into a queue makes no outbound call inbound', () => {
    const told = call(
      at(0, 'leg_ringing', 'root', { direction: 'outbound', user: 'eva' }),
      at(9, 'leg_ringing', 'a', { user: 'jan', kind: 'queue' }),
    );
    expect(told.direction).toBe('outbound');
  });

  it('is the first leg’s also when another is told of in the same second', () => {
    const told = call(
      at(0, 'leg_ringing', 'a', { user: 'jan', kind: 'queue' }),
      at(0, 'leg_ringing', 'root', { direction: 'outbound', user: 'eva' }),
    );
    expect(told.direction).toBe('outbound');
  });

  it('is not made internal by a transfer inside', () => {
    const internal = { direction: 'internal', user: 'jan' } as const;
    expect(
      call(at(0, 'leg_ringing', 'a', internal), at(0, 'leg_ringing', 'b', { user: 'x' })).direction,
    ).toBe('inbound');
    expect(call(at(0, 'leg_ringing', 'root', internal)).direction).toBe('internal');
  });

  it('is inbound while nobody says', () => {
    expect(call({ type: 'queue_entered', name: 'x', callId: 'root' }).direction).toBe('inbound');
  });
});

describe('a fax', () => {
  it('is answered by a machine: nobody’s talk', () => {
    const fax = { kind: 'fax' } as const;
    const told = call(
      at(0, 'leg_ringing', 'root', fax),
      at(4, 'leg_answered', 'root', fax),
      at(40, 'leg_ended', 'root', { ...fax, ...bill(36_000) }),
    );
    expect(told).toMatchObject({ kind: 'fax', outcome: 'answered', legs: [], talkMs: 0 });
    expect(told.answeredAt).toBe(startedAt + 4000);
  });

  it('that no machine took is abandoned', () => {
    expect(call(at(9, 'leg_ended', 'root', { kind: 'fax', ...bill(0) })).outcome).toBe('abandoned');
  });
});
