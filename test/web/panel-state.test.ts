import { describe, expect, it } from 'vitest';
import { emptyPanel, type PanelMessage, type PanelState, reducePanel } from '../../src/web/stream/state.ts';
import { aPop, aSnapshot } from './pops.ts';

const after = (...messages: PanelMessage[]): PanelState => messages.reduce(reducePanel, emptyPanel);
const ids = (state: PanelState) => state.calls.map(({ pop }) => pop.id);

describe('the panel’s state', () => {
  it('is replaced by a snapshot', () => {
    const state = after(
      { type: 'call', pop: aPop({ id: 'old' }), at: 1 },
      { type: 'snapshot', snapshot: aSnapshot({ calls: [aPop({ id: 'now' })] }), at: 2 },
    );
    expect(ids(state)).toEqual(['now']);
    expect(state).toMatchObject({ link: 'live', agent: { name: 'Martin' }, snapshots: 1, knownUntil: null });
  });

  it('knows whether calls may show late', () => {
    const late = { type: 'snapshot', snapshot: aSnapshot({ delayed: true }), at: 1 } as const;
    expect(after(late).delayed).toBe(true);
    expect(after(late, { type: 'snapshot', snapshot: aSnapshot(), at: 2 }).delayed).toBe(false);
  });

  it('knows how far this computer’s clock is off', () => {
    const at = Date.parse('2026-05-04T10:05:30.000Z');
    expect(after({ type: 'snapshot', snapshot: aSnapshot(), at }).clockOffsetMs).toBe(-300_000);
  });

  it('takes a call’s newer change and ignores an older or repeated one', () => {
    const state = after(
      { type: 'call', pop: aPop({ sequence: 5, popState: 'answered' }), at: 1 },
      { type: 'call', pop: aPop({ sequence: 4, popState: 'ringing' }), at: 2 },
      { type: 'call', pop: aPop({ sequence: 5, popState: 'ringing' }), at: 3 },
    );
    expect(state.calls).toMatchObject([{ pop: { popState: 'answered', sequence: 5 }, stateSince: 1 }]);
  });

  it('keeps each call in its place, and remembers since when it is in its state', () => {
    const state = after(
      { type: 'call', pop: aPop({ id: 'a' }), at: 1 },
      { type: 'call', pop: aPop({ id: 'b' }), at: 2 },
      { type: 'call', pop: aPop({ id: 'a', sequence: 2, lookup: 'done' }), at: 3 },
      { type: 'call', pop: aPop({ id: 'b', sequence: 2, popState: 'answered' }), at: 4 },
    );
    expect(ids(state)).toEqual(['a', 'b']);
    expect(state.calls.map(({ stateSince }) => stateSince)).toEqual([1, 4]);
  });

  it('keeps what it knows when the line is lost, and says until when it was true', () => {
    const state = after(
      { type: 'snapshot', snapshot: aSnapshot({ calls: [aPop()] }), at: 1_000 },
      { type: 'lost', problem: 'gone', retryAt: 9_000, at: 5_000 },
      { type: 'lost', problem: 'still gone', retryAt: 12_000, at: 9_000 },
    );
    expect(ids(state)).toEqual(['call-1']);
    expect(state).toMatchObject({ link: 'reconnecting', problem: 'still gone', knownUntil: 5_000 });
  });

  it('forgets everything on signing out', () => {
    const state = after(
      { type: 'snapshot', snapshot: aSnapshot({ calls: [aPop()] }), at: 1 },
      { type: 'signed-out' },
    );
    expect(state).toEqual({ ...emptyPanel, link: 'signed-out' });
  });

  it('takes what the server answered to the agent, and remembers it for the lists', () => {
    const chosen = { connection: 'sales', type: 'contact', id: '003' };
    const state = after(
      { type: 'call', pop: aPop({ sequence: 1 }), at: 1 },
      { type: 'changed', pop: aPop({ sequence: 2, chosen }) },
      { type: 'changed', pop: aPop({ id: 'long-over', sequence: 9, note: 'Sold' }) },
    );
    expect(state.calls.map(({ pop }) => [pop.id, pop.chosen])).toEqual([['call-1', chosen]]);
    expect(state.changed.map(({ id }) => id)).toEqual(['long-over', 'call-1']);
  });

  it('keeps calls that ended through a snapshot, which speaks of live ones only', () => {
    const state = after(
      { type: 'call', pop: aPop({ id: 'over', popState: 'ended' }), at: 1 },
      { type: 'call', pop: aPop({ id: 'was-ringing' }), at: 1 },
      { type: 'snapshot', snapshot: aSnapshot({ calls: [aPop({ id: 'rings' })] }), at: 2 },
    );
    expect(ids(state)).toEqual(['rings', 'over']);
  });

  it('takes back calls that ended a moment ago, since they ended', () => {
    const endedAt = '2026-05-04T10:00:20.000Z';
    const state = after(
      { type: 'call', pop: aPop({ id: 'known', popState: 'ended' }), at: 1 },
      {
        type: 'recalled',
        pops: [
          aPop({ id: 'known', popState: 'ended', endedAt }),
          aPop({ id: 'back', popState: 'ended', endedAt }),
        ],
      },
    );
    expect(state.calls.map(({ pop, stateSince }) => [pop.id, stateSince])).toEqual([
      ['known', 1],
      ['back', Date.parse(endedAt)],
    ]);
  });

  it('holds a bounded number of finished calls', () => {
    const day = Array.from({ length: 500 }, (_, index): PanelMessage => {
      const pop = aPop({ id: `call-${index}`, popState: 'ended' });
      return { type: 'call', pop, at: index * 60_000 };
    });
    expect(after(...day).calls.length).toBeLessThan(15);
  });
});
