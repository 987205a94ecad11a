import { describe, expect, it } from 'vitest';
import { explain, type ExplainedConnection } from '../../src/activity/explain.ts';
import type { ApiActivity } from '../../src/api/call.ts';

const crm: ExplainedConnection = {
  ...{ name: 'crm', status: 'active', statusReason: null, pausedUntil: null, createdAt: 0 },
};
const activity: ApiActivity = {
  ...{ id: 'a1', key: 'rs-1', connection: 'crm', agent: 'eva@example.com', status: 'logged', reason: null },
  ...{ recordId: '1', recordUrl: null, talkMs: 1, attempts: [] },
};
const call = { state: 'ended', settledAt: 1_000 } as const;

function why(of: Partial<ApiActivity> | null, connection: Partial<ExplainedConnection> = {}, at = call) {
  const [first] = explain({
    call: at,
    activities: of === null ? [] : [{ ...activity, ...of }],
    connections: [{ ...crm, ...connection }],
    agentName: () => 'Eva',
    now: 5_000,
  });
  return first;
}

describe('why a call was not logged is said in words', () => {
  it('that name the rule which left it out, and how to have it logged', () => {
    expect(why({ status: 'skipped', reason: 'internal' })).toMatchObject({
      sentence: 'It was a call between colleagues, and the rules leave those out.',
      advice:
        'To log them, switch “Calls between colleagues” on in the connection’s rules, then log it again.',
      canRetry: false,
    });
    expect(why({ status: 'skipped', reason: 'unknown_caller' })?.sentence).toContain('belongs to no record');
  });

  it('that quote the CRM, and offer to try again', () => {
    const refused = why({ status: 'dead', reason: 'Owner is inactive' });
    expect(refused).toMatchObject({ sentence: 'The CRM refused it: Owner is inactive', canRetry: true });
    expect(why({ reason: 'Not updated: locked' })).toMatchObject({ status: 'logged', canRetry: true });
  });

  it('that name what stands in the way of what waits', () => {
    const waits = { status: 'waiting' } as const;
    expect(why(waits, { status: 'suspended', statusReason: 'expired token' })?.sentence).toContain(
      'expired token',
    );
    expect(why(waits, { status: 'paused' })?.advice).toContain('Resume');
    expect(why(waits, { pausedUntil: 6_000 })?.sentence).toContain('quota');
    expect(why(waits, { pausedUntil: 4_000 })?.sentence).toBe('It is about to be sent.');
    const attempts = [{ at: '2026-11-16T09:00:00.000Z', code: 'unavailable', message: 'Bad gateway' }];
    expect(why({ ...waits, attempts })?.sentence).toContain('Bad gateway');
  });

  it('also where nothing was planned', () => {
    expect(why(null, { createdAt: 2_000 })?.sentence).toContain('before this connection was made');
    expect(why(null)).toMatchObject({ status: 'none', activityId: null });
    const talking = { state: 'answered', settledAt: null } as const;
    expect(
      explain({ call: talking, activities: [], connections: [crm], agentName: () => null, now: 0 })[0]
        ?.sentence,
    ).toContain('goes on');
  });

  it('and where all is well', () => {
    expect(why({})).toMatchObject({ agent: 'Eva', advice: null, canRetry: false });
  });

  it('for what a connection that is gone left behind', () => {
    const [gone] = explain({
      ...{ call, connections: [], agentName: () => null, now: 0 },
      activities: [{ ...activity, status: 'waiting' }],
    });
    expect(gone?.sentence).toContain('gone');
  });
});
