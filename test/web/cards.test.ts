import { describe, expect, it } from 'vitest';
import { mergeHistory } from '../../src/web/agent/history.ts';
import { clockOf, talkMsOf } from '../../src/web/agent/times.ts';
import { shownCalls } from '../../src/web/agent/visible.ts';
import { aLeg, aPop } from './pops.ts';

const me = 'martin@example.com';
const live = (overrides: Parameters<typeof aPop>[0], stateSince = 0) => ({
  pop: aPop(overrides),
  stateSince,
});
const idsOf = (cards: { pop: { id: string } }[]) => cards.map(({ pop }) => pop.id);

describe('the cards', () => {
  it('put ringing calls before talking ones, and finished ones last', () => {
    const calls = [
      live({ id: 'talking', popState: 'answered' }),
      live({ id: 'over', popState: 'ended' }),
      live({ id: 'ringing' }),
    ];
    expect(idsOf(shownCalls(calls, 1_000, null))).toEqual(['ringing', 'talking', 'over']);
  });

  it('leave a few seconds after their call is over, live ones never', () => {
    const calls = [live({ id: 'elsewhere', popState: 'answered_elsewhere' }), live({ id: 'ringing' })];
    expect(idsOf(shownCalls(calls, 4_000, null))).toContain('elsewhere');
    expect(idsOf(shownCalls(calls, 60_000, null))).toEqual(['ringing']);
  });

  it('stay while someone is on them', () => {
    const calls = [live({ id: 'read', popState: 'ended' })];
    expect(idsOf(shownCalls(calls, 600_000, 'read'))).toEqual(['read']);
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
    expect(mergeHistory('missed', listed, calls, new Set()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('leave out a call while its card is shown', () => {
    const listed = [missed('a', '2026-05-04T10:00:00.000Z')];
    expect(mergeHistory('missed', listed, [], new Set(['a']))).toEqual([]);
  });
});
