import { describe, expect, it } from 'vitest';
import type { Leg, LegState } from '../../src/model/call.ts';
import { agentsOf, answeringLeg, isLive, popStateOf } from '../../src/pop/projection.ts';
import { aCall } from '../activity/builders.ts';

interface LegSketch {
  agent: string;
  state: LegState;
  /** When it was answered. */
  talked?: number;
  rang?: number;
}

const legOf = ({ agent, state, talked, rang = 100 }: LegSketch, at: number): Leg => ({
  key: String(at),
  party: { userId: agent, name: agent },
  agentId: agent,
  state,
  ringingAt: rang,
  answeredAt: talked ?? null,
  endedAt: state === 'ended' ? 900 : null,
  ringMs: 0,
  talkMs: 0,
  hangupCause: null,
});

const callOf = (legs: readonly LegSketch[], change: Parameters<typeof aCall>[0] = {}) =>
  aCall({ legs: legs.map(legOf), ...change });

const ringing = (agent: string, rang?: number): LegSketch => ({
  agent,
  state: 'ringing',
  ...(rang && { rang }),
});
const talking = (agent: string, talked = 200): LegSketch => ({ agent, state: 'answered', talked });
const over = (agent: string, talked?: number): LegSketch => ({
  agent,
  state: 'ended',
  ...(talked && { talked }),
});

describe("what Eva's screen shows", () => {
  it.each([
    ['of a call without her', [talking('jan')], null],
    ['while her phone rings', [ringing('eva'), ringing('jan')], 'ringing'],
    ['while she talks', [talking('eva'), over('jan')], 'answered'],
    ['when she has talked', [over('eva', 200)], 'ended'],
    ['when somebody else answered', [over('eva'), talking('jan')], 'answered_elsewhere'],
    [
      'when somebody else answered and her phone rings on',
      [ringing('eva'), talking('jan')],
      'answered_elsewhere',
    ],
    ['when somebody else answered and it is over', [over('eva'), over('jan', 200)], 'answered_elsewhere'],
    ['when her phone stopped and others ring', [over('eva'), ringing('jan')], 'missed'],
    ['when nobody answered', [over('eva'), over('jan')], 'missed'],
    ['when her phone rings again after she missed it', [over('eva'), ringing('eva')], 'ringing'],
    ['when she is asked for advice during a talk', [talking('jan', 200), ringing('eva', 300)], 'ringing'],
    [
      'when she gets back a call she had handed on',
      [over('eva', 150), over('jan', 200), ringing('eva', 300)],
      'ringing',
    ],
    [
      'when her second phone rings while she talks on the first',
      [talking('eva'), ringing('eva')],
      'answered',
    ],
    ['when her second phone rang on until the end', [over('eva', 200), ringing('eva')], 'ended'],
    ['when she handed the call on', [over('eva', 200), talking('jan', 300)], 'ended'],
  ] as const)('%s', (_when, legs, state) => {
    const call = callOf(legs);
    expect(popStateOf(call, 'eva')).toBe(state);
    expect(isLive(popStateOf(call, 'eva'))).toBe(state === 'ringing' || state === 'answered');
  });

  it('of a call she made that nobody answered: it has ended, she missed nothing', () => {
    expect(popStateOf(callOf([over('eva')], { direction: 'outbound' }), 'eva')).toBe('ended');
  });

  it('of a fax: nothing', () => {
    expect(popStateOf(callOf([talking('eva')], { kind: 'fax' }), 'eva')).toBeNull();
  });
});

describe('a call', () => {
  it('concerns each agent once, and no phone that is nobody’s', () => {
    const call = callOf([over('eva'), ringing('eva'), ringing('jan')]);
    const strangers = { ...call, legs: [...call.legs, { ...legOf(ringing('x'), 9), agentId: null }] };
    expect(agentsOf(strangers)).toEqual(['eva', 'jan']);
  });

  it('was answered by who talked first', () => {
    expect(answeringLeg(callOf([over('ota'), talking('jan', 300), over('eva', 200)]))?.agentId).toBe('eva');
    expect(answeringLeg(callOf([ringing('eva')]))).toBeNull();
  });
});
