import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pop } from '../../src/api/call.ts';
import type { WireStep } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { karel, staff, type StaffName } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import type { AgentStream } from '../support/stream.ts';

let office: TestService;
beforeAll(async () => {
  office = await startTestService();
});
afterAll(() => office.stop());

const panelOf = (name: StaffName): Promise<AgentStream> => office.stream(staff[name].email);

/** What the screen went through, each state once. */
function states(stream: AgentStream, callId: string): Pop['popState'][] {
  const all = stream.popsOf(callId).map(({ popState }) => popState);
  return all.filter((state, at) => state !== all[at - 1]);
}

const shown = ({ snapshot }: AgentStream): [string, Pop['popState']][] =>
  snapshot.calls.map(({ pbxCallId, popState }) => [pbxCallId, popState]);

const popState = (stream: AgentStream, callId: string, state: Pop['popState']): Promise<Pop> =>
  stream.until(`${callId} is ${state}`, () => {
    const last = stream.popsOf(callId).at(-1);
    return last?.popState === state && last;
  });

describe('on the screens of a ring group', () => {
  it.each(['office', 'hub'] as const)('of %s the call leaves the others when one answers', async (source) => {
    const [eva, jan, ota, iva] = [
      ...(await Promise.all([panelOf('eva'), panelOf('jan'), panelOf('ota'), panelOf('iva')])),
    ] as const;
    const cast = aCast();
    const steps = (source === 'hub' ? scenarios.contaqt : scenarios.linuxbox).ringGroup(cast);
    const answer = steps.findIndex(({ event }) => event === 'call:answer' || event === 'answered_internal');
    await office.play(source, steps.slice(0, answer));
    for (const panel of [eva, jan, ota]) await popState(panel, cast.callId, 'ringing');

    // Their phones ring on until the phone system hangs up; the screens need not.
    await office.play(source, steps.slice(answer, answer + 1));
    await popState(jan, cast.callId, 'answered');
    for (const panel of [eva, ota])
      expect((await popState(panel, cast.callId, 'answered_elsewhere')).answeredBy).toBe('Jan');

    await office.play(source, steps.slice(answer + 1));
    await popState(jan, cast.callId, 'ended');
    for (const panel of [eva, ota])
      expect(states(panel, cast.callId)).toEqual(['ringing', 'answered_elsewhere']);
    expect(iva.messages).toEqual([]);
    for (const panel of [eva, jan, ota, iva]) panel.close();
  });

  it('an agent who is asked for advice during a talk still sees their phone ring', async () => {
    const cast = aCast();
    const jan = await panelOf('jan');
    await office.play('office', scenarios.linuxbox.attendedTransfer(cast).slice(0, 4));
    await popState(jan, cast.callId, 'ringing');
    await office.play('office', scenarios.linuxbox.attendedTransfer(cast).slice(4));
    jan.close();
  });
});

describe('a missed call', () => {
  it('is missed on the screen and in the list of missed calls', async () => {
    const cast = aCast();
    const eva = await panelOf('eva');
    await office.play('office', scenarios.linuxbox.missed(cast));
    await popState(eva, cast.callId, 'missed');
    expect(states(eva, cast.callId)).toEqual(['ringing', 'missed']);
    eva.close();
    const cookie = await office.signIn(staff.eva.email);
    const listed = await fetch(`${office.url()}/api/agent/calls?view=missed`, { headers: { cookie } });
    expect(await listed.json()).toMatchObject({
      items: [{ pbxCallId: cast.callId, popState: 'missed' }],
      nextCursor: null,
    });
  });
});

describe('what a screen shows first', () => {
  const steps: WireStep[] = [];
  const callId = aCast().callId;
  beforeAll(async () => {
    const cast = aCast({ callId });
    steps.push(...scenarios.contaqt.simple(cast));
    await office.play('hub', steps.splice(0, 1));
  });

  it('is what rings now, with who it is', async () => {
    const eva = await panelOf('eva');
    expect(shown(eva)).toEqual([[callId, 'ringing']]);
    expect(eva.snapshot.calls[0]?.matches.map(({ name }) => name)).toEqual([karel.name]);
    expect(eva.snapshot.agent).toEqual({ name: 'Eva', email: staff.eva.email });
    eva.close();
    const jan = await panelOf('jan');
    expect(shown(jan)).toEqual([]);
    jan.close();
  });

  it('is where the call has got to meanwhile, when the stream was cut', async () => {
    const cut = await panelOf('eva');
    cut.close();
    await office.play('hub', steps.splice(0, 1));
    const eva = await panelOf('eva');
    expect(shown(eva)).toEqual([[callId, 'answered']]);
    eva.close();
  });

  it('is the same after a restart, and what follows still comes', async () => {
    await office.restart();
    const eva = await panelOf('eva');
    expect(shown(eva)).toEqual([[callId, 'answered']]);
    await office.play('hub', steps.splice(0));
    const last = await popState(eva, callId, 'ended');
    expect(last.sequence).toBeGreaterThan(eva.snapshot.calls[0]?.sequence ?? Infinity);
    await office.quiet();
    expect(await office.inBook(callId)).toHaveLength(1);
    eva.close();
  });

  it('is nothing once the call is over', async () => {
    const eva = await panelOf('eva');
    expect(shown(eva)).toEqual([]);
    eva.close();
  });
});

describe('one agent', () => {
  it('sees two calls at once, each by itself', async () => {
    const [first, second] = [aCast(), aCast({ customerNumber: '+420777000111' })];
    const eva = await panelOf('eva');
    const [a, b] = [scenarios.contaqt.simple(first), scenarios.linuxbox.simple(second)];
    await office.play('hub', a.slice(0, 2));
    await office.play('office', b.slice(0, 2));
    await popState(eva, second.callId, 'ringing');
    const later = await panelOf('eva');
    expect(new Map(shown(later))).toEqual(
      new Map([
        [first.callId, 'answered'],
        [second.callId, 'ringing'],
      ]),
    );
    await office.play('hub', a.slice(2));
    await office.play('office', b.slice(2));
    // Both screens of the agent see the same.
    for (const panel of [eva, later]) {
      await popState(panel, first.callId, 'ended');
      expect((await popState(panel, second.callId, 'ended')).matches).toEqual([]);
      panel.close();
    }
  });

  it('is not shown more screens than the limit allows', async () => {
    const few = await startTestService({ config: { streams: { maxPerAgent: 2 } } });
    const open = [await few.stream(staff.eva.email), await few.stream(staff.eva.email)];
    await expect(few.stream(staff.eva.email)).rejects.toThrow('429');
    for (const stream of open) stream.close();
    await few.stop();
  });
});
