import { describe, expect, it } from 'vitest';
import { mergeHistory } from '../../src/web/agent/history.ts';
import { clockOf, talkMsOf } from '../../src/web/agent/times.ts';
import { shownCalls } from '../../src/web/agent/visible.ts';
import { aLeg, aMatch, aPop } from './pops.ts';

const me = 'martin@example.com';
const live = (overrides: Parameters<typeof aPop>[0], stateSince = 0) => ({
  pop: aPop(overrides),
  stateSince,
});
const none: ReadonlySet<string> = new Set();
const idsOf = (cards: { pop: { id: string } }[]) => cards.map(({ pop }) => pop.id);

describe('the cards', () => {
  it('put ringing calls before talking ones, and finished ones last', () => {
    const calls = [
      live({ id: 'talking', popState: 'answered' }),
      live({ id: 'over', popState: 'ended' }),
      live({ id: 'ringing' }),
    ];
    expect(idsOf(shownCalls(calls, 1_000, null, none))).toEqual(['ringing', 'talking', 'over']);
  });

  it('leave a few seconds after their call is over, live ones never', () => {
    const calls = [live({ id: 'elsewhere', popState: 'answered_elsewhere' }), live({ id: 'ringing' })];
    expect(idsOf(shownCalls(calls, 4_000, null, none))).toContain('elsewhere');
    expect(idsOf(shownCalls(calls, 60_000, null, none))).toEqual(['ringing']);
  });

  it('of calls that ended stay for wrapping up, until the agent is done', () => {
    const calls = [live({ id: 'over', popState: 'ended' })];
    expect(idsOf(shownCalls(calls, 100_000, null, none))).toEqual(['over']);
    expect(idsOf(shownCalls(calls, 130_000, null, none))).toEqual([]);
    expect(idsOf(shownCalls(calls, 1_000, null, new Set(['over'])))).toEqual([]);
  });

  it('stay longer while nobody said which of several people it was', () => {
    const asking = { id: 'who', popState: 'ended' as const, matches: [aMatch(), aMatch({ id: '004' })] };
    expect(idsOf(shownCalls([live(asking)], 130_000, null, none))).toEqual(['who']);
    const chosen = { connection: 'sales', type: 'contact', id: '004' };
    expect(idsOf(shownCalls([live({ ...asking, chosen })], 130_000, null, none))).toEqual([]);
  });

  it('stay while someone is on them', () => {
    const calls = [live({ id: 'read', popState: 'ended' })];
    expect(idsOf(shownCalls(calls, 600_000, 'read', none))).toEqual(['read']);
  });
});

describe('a card’s clock', () => {
  it('counts this agent’s own ringing, not the whole call', () => {
    const pop = aPop({
      legs: [aLeg({ agent: 'eva@example.com', ringingAt: '2026-05-04T10:00:05.000Z' }), aLeg()],
    });
    expect(clockOf(pop, me)).toEqual({ since: Date.parse('2026-05-04T10:00:20.000Z') });
  });

  it('counts talking from the answer', () => {
    const answeredAt = '2026-05-04T10:00:25.000Z';
    const pop = aPop({ popState: 'answered', answeredAt, legs: [aLeg({ state: 'answered', answeredAt })] });
    expect(clockOf(pop, me)).toEqual({ since: Date.parse(answeredAt) });
    expect(clockOf({ ...pop, legs: [] }, me)).toEqual({ since: Date.parse(answeredAt) });
  });

  it('says this agent’s talking time when the call is over', () => {
    const legs = [
      aLeg({ talkMs: 4_000 }),
      aLeg({ agent: 'eva@example.com', talkMs: 9_000 }),
      aLeg({ talkMs: 1_000 }),
    ];
    expect(talkMsOf(aPop({ talkMs: 14_000, legs }), me)).toBe(5_000);
  });
});

describe('the lists', () => {
  const missed = (id: string, startedAt: string) => aPop({ id, startedAt, popState: 'missed' });

  it('join what the server listed with what just ended here, newest first, each once', () => {
    const listed = [missed('b', '2026-05-04T09:00:00.000Z'), missed('c', '2026-05-04T08:00:00.000Z')];
    const calls = [
      { pop: missed('a', '2026-05-04T10:00:00.000Z'), stateSince: 0 },
      { pop: missed('b', '2026-05-04T09:00:00.000Z'), stateSince: 0 },
      live({ id: 'talked', popState: 'ended' }),
      live({ id: 'ringing' }),
    ];
    expect(mergeHistory('missed', listed, { calls, changed: [] }, none).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('leave out a call while its card is shown', () => {
    const listed = [missed('a', '2026-05-04T10:00:00.000Z')];
    expect(mergeHistory('missed', listed, { calls: [], changed: [] }, new Set(['a']))).toEqual([]);
  });

  it('show at once what the agent changed about a listed call, and no call for that alone', () => {
    const listed = [aPop({ id: 'a', popState: 'ended' })];
    const changed = [
      aPop({ id: 'a', popState: 'ended', sequence: 2, note: 'Call back' }),
      aPop({ id: 'b', sequence: 2 }),
    ];
    const items = mergeHistory('recent', listed, { calls: [], changed }, none);
    expect(items.map(({ id, note }) => [id, note])).toEqual([['a', 'Call back']]);
  });

  it('leave what to show to the server while something is searched for', () => {
    const calls = [live({ id: 'just-ended', popState: 'ended' })];
    expect(mergeHistory('recent', [], { calls, changed: [] }, none, true)).toEqual([]);
  });
});
