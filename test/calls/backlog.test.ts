import { describe, expect, it } from 'vitest';
import { createCrowdMeter, divide, lagMs, unfoldedCalls, type Division } from '../../src/calls/backlog.ts';
import type { Arrivals } from '../../src/calls/commit.ts';
import { describeEachDatabase } from '../support/databases.ts';

const source = { id: 's', name: 's', country: 'CZ', extensionDigits: 6, ownNumbers: new Set<string>() };
const now = 1_000_000;

/** Calls with one event each, which arrived so long ago. */
function arrivals(ages: Readonly<Record<string, number>>, firstId = 1): Arrivals {
  return new Map(
    Object.entries(ages).map(([id, age], index) => {
      const receivedAt = now - age;
      const event = { type: 'leg_ringing', name: 'ring', callId: id } as const;
      return [
        id,
        { source, receivedAt, entries: [{ id: firstId + index, receivedAt, agentId: null, event }] },
      ];
    }),
  );
}

function divided(waiting: Arrivals, arrived: Arrivals, how: Partial<Division> = {}) {
  const { due, waiting: later } = divide(waiting, arrived, {
    crowded: false,
    now,
    needed: new Set(),
    ...how,
  });
  return { due: [...due.keys()], later: [...later.keys()] };
}

describe('what waits to be folded', () => {
  it('nothing, while events come one by one', () => {
    expect(divided(arrivals({ a: 10 }), arrivals({ b: 0 }))).toEqual({ due: ['a', 'b'], later: [] });
  });

  it('in a crowd, whatever has not waited long enough', () => {
    const waiting = arrivals({ old: lagMs, young: lagMs - 1 });
    expect(divided(waiting, arrivals({ new: 0 }), { crowded: true })).toEqual({
      due: ['old'],
      later: ['young', 'new'],
    });
  });

  it('not a call that is needed now', () => {
    const needed = new Set(['new']);
    expect(divided(new Map(), arrivals({ new: 0, other: 0 }), { crowded: true, needed })).toEqual({
      due: ['new'],
      later: ['other'],
    });
  });

  it('events of one call in their order, counted from the first', () => {
    const { due } = divide(arrivals({ a: lagMs }), arrivals({ a: 0 }, 7), {
      crowded: true,
      now,
      needed: new Set(),
    });
    expect(due.get('a')?.entries.map(({ id }) => id)).toEqual([1, 7]);
  });

  it('no more than fits into one transaction is due at once', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`call-${n}`, 5_000]));
    const { due, later } = divided(arrivals(many), new Map());
    expect([due.length, later.length]).toEqual([200, 300]);
  });
});

describe('a crowd', () => {
  it('is 2,000 events a second, however many transactions they come in', () => {
    const isCrowd = createCrowdMeter();
    const said = Array.from({ length: 40 }, (_, n) => isCrowd(10, now + 5 * n));
    expect(said.slice(0, 9)).toEqual(Array<boolean>(9).fill(false));
    expect(said.slice(9)).toEqual(Array<boolean>(31).fill(true));
  });

  it('is not what gathers while the process pauses, unless it goes on', () => {
    const isCrowd = createCrowdMeter();
    expect(isCrowd(40, now)).toBe(false);
    expect(isCrowd(10, now + 20)).toBe(false);
    expect(isCrowd(10, now + 60)).toBe(false);
  });

  it('is over soon after it stops, and when a clock is put back', () => {
    const isCrowd = createCrowdMeter();
    expect(isCrowd(500, now)).toBe(true);
    expect(isCrowd(1, now + 49)).toBe(true);
    expect(isCrowd(1, now + 99)).toBe(true);
    expect(isCrowd(1, now + 150)).toBe(false);
    expect(isCrowd(500, now + 151)).toBe(true);
    expect(isCrowd(0, now - 10_000)).toBe(false);
  });
});

describeEachDatabase('what a crash left unfolded', (open) => {
  it('calls whose newest entry is not in them, and calls that are not there at all', async () => {
    const { db } = await open();
    const entry = { source_id: 's', status: 'accepted', event_json: '{}', method: 'GET', raw: '' };
    const stored: [string, number, string?][] = [
      ['done', 1],
      ['behind', 2],
      ['behind', 3],
      ['unknown', 4],
      ['repeated', 5],
      ['repeated', 6, 'duplicate'],
    ];
    for (const [call_id, received_at, status = 'accepted'] of stored)
      await db
        .insertInto('journal')
        .values({ ...entry, call_id, received_at, status })
        .execute();
    const call = { source_id: 's', state: 'ended', direction: 'inbound', started_at: 1, sequence: 1 };
    for (const [id, folded_to] of [
      ['done', 1],
      ['behind', 2],
      ['repeated', 5],
    ] as const)
      await db
        .insertInto('calls')
        .values({ ...call, id, folded_to, lookup: 'done', call_json: '{}' })
        .execute();
    const left = await unfoldedCalls(db);
    expect(left.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: 'behind', sourceId: 's', receivedAt: 3 },
      { id: 'unknown', sourceId: 's', receivedAt: 4 },
    ]);
  });
});
