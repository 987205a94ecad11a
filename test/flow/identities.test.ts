import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Presence } from '../../src/api/call.ts';
import type { CastAgent, WireStep } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import type { AgentStream } from '../support/stream.ts';

let office: TestService;
let eva: AgentStream;
beforeEach(async () => {
  office = await startTestService();
  eva = await office.stream(staff.eva.email);
});
afterEach(async () => {
  eva.close();
  await office.stop();
});

const step = (event: string, fields: Record<string, string>): WireStep => ({ afterMs: 0, event, fields });
const stranger: CastAgent = { userId: 'zdenek', extension: '199', name: 'Zdeněk', deviceId: 'd-z' };

/** One call of linuxbox that rings at the line alone: it names no user. */
function ringAt(extension: string): { callId: string; steps: WireStep[] } {
  const cast = aCast({ agents: [{ userId: '', extension, name: '' }] });
  return { callId: cast.callId, steps: scenarios.linuxbox.simple(cast) };
}

describe('a phone user who maps to nobody', () => {
  it('is listed with counts and an example, and their calls are logged under the default owner', async () => {
    const casts = [1, 2].map(() => aCast({ agents: [stranger] }));
    for (const cast of casts) await office.play('office', scenarios.linuxbox.simple(cast));
    await office.quiet();
    for (const { callId } of casts)
      expect(await office.inBook(callId)).toMatchObject([
        { agent: null, ownerId: 'front-desk', outcome: 'answered' },
      ]);
    const [unmapped, ...others] = await office.unmapped();
    expect(others).toEqual([]);
    expect(unmapped).toMatchObject({
      source: 'office',
      user: 'zdenek',
      extension: '199',
      name: 'Zdeněk',
      calls: 2,
    });
    const example = (await office.listCalls()).find(({ id }) => id === unmapped?.exampleCallId);
    expect(casts.map(({ callId }) => callId)).toContain(example?.pbxCallId);
  });

  it('shares no call with others: a talk handed on to them gives one record each', async () => {
    const cast = aCast({ agents: [staff.eva, stranger] });
    await office.play('hub', scenarios.contaqt.blindTransfer(cast));
    await office.quiet();
    expect(
      (await office.inBook(cast.callId)).map(({ agent, ownerId }) => [agent?.name ?? null, ownerId]),
    ).toEqual([
      ['Eva', 'crm-eva'],
      [null, 'front-desk'],
    ]);
  });
});

describe('whose phone it is', () => {
  it("the line's own agent's, where nobody is known to be logged in", async () => {
    const { callId, steps } = ringAt('101');
    await office.play('office', steps);
    await eva.until('it is over', () => eva.popsOf(callId).at(-1)?.popState === 'ended');
  });

  it("whoever's who is logged in there, until they log out", async () => {
    await office.tell('office', step('pbx_agent_login', { userid: 'eva', exten: '150' }));
    const there = ringAt('150');
    await office.play('office', there.steps);
    await eva.until('it is over', () => eva.popsOf(there.callId).at(-1)?.popState === 'ended');

    await office.tell('office', step('pbx_agent_logout', { userid: 'eva' }));
    const gone = ringAt('150');
    await office.play('office', gone.steps);
    await office.quiet();
    expect(eva.popsOf(gone.callId)).toEqual([]);
    // A call stays whose it was.
    expect(await office.inBook(there.callId)).toMatchObject([{ agent: { name: 'Eva' } }]);
    expect(await office.inBook(gone.callId)).toMatchObject([{ agent: null }]);
  });

  it("the guest's at a colleague's desk, also after a restart", async () => {
    await office.tell('office', step('pbx_agent_login', { userid: 'eva', exten: '102' }));
    await office.restart();
    eva = await office.stream(staff.eva.email);
    const jan = await office.stream(staff.jan.email);
    const { callId, steps } = ringAt('102');
    await office.play('office', steps);
    await eva.until('it is over', () => eva.popsOf(callId).at(-1)?.popState === 'ended');
    expect(jan.popsOf(callId)).toEqual([]);
    jan.close();
  });

  it('whoever checked in at the device', async () => {
    await office.tell(
      'hub',
      step('agent:checkin', { user_id: 'eva', device_id: 'd-77', device_name: 'Booth' }),
    );
    const cast = aCast({ agents: [{ userId: '', extension: '', name: '', deviceId: 'd-77' }] });
    await office.play('hub', scenarios.contaqt.simple(cast));
    await eva.until('it is over', () => eva.popsOf(cast.callId).at(-1)?.popState === 'ended');
    await office.quiet();
    expect(await office.inBook(cast.callId)).toMatchObject([{ agent: { name: 'Eva' }, ownerId: 'crm-eva' }]);
  });
});

describe('presence', () => {
  const told = (): Presence[] => eva.messages.flatMap((one) => (one.event === 'presence' ? [one.data] : []));

  it('follows the agent events of contaqt', async () => {
    await office.tell(
      'hub',
      step('agent:checkin', { user_id: 'eva', device_id: 'd-eva', device_name: 'Desk' }),
    );
    await office.tell('hub', step('queue:join', { user_id: 'eva', queues: '["sales","help"]' }));
    await office.tell(
      'hub',
      step('agent:status', { user_id: 'eva', activity_id: '4', pause_id: '2', in_calls: '0' }),
    );
    await office.tell('hub', step('agent:status', { user_id: 'eva', activity_id: '1', in_calls: '1' }));
    await office.tell('hub', step('queue:leave', { user_id: 'eva', queues: 'help' }));
    await office.tell('hub', step('agent:checkout', { user_id: 'eva' }));
    await eva.until('six changes came', () => told().length === 6);
    expect(told().map(({ state, detail, queues }) => [state, detail, queues.join()])).toEqual([
      ['available', null, ''],
      ['available', null, 'sales,help'],
      ['paused', 'pause 2', 'sales,help'],
      ['available', 'calls', 'sales,help'],
      ['available', 'calls', 'sales'],
      ['offline', null, 'sales'],
    ]);
  });

  it('tells the agent on screen that the system paused them, and why; and that it is over', async () => {
    await office.tell('office', step('pbx_agent_login', { userid: 'eva', exten: '150' }));
    await office.tell('office', step('exten_paused', { exten: '150', reason: 'unanswered_queue_call' }));
    const paused = await eva.until('the system paused her', () =>
      told().find(({ state }) => state === 'paused'),
    );
    expect(paused.notice).toBe('The phone system paused you: unanswered queue call');
    const later = await office.stream(staff.eva.email);
    expect(later.snapshot.presence).toEqual(paused);
    later.close();
    await office.tell('office', step('pbx_agent_set_state', { userid: 'eva', state_name: 'ready' }));
    await eva.until('she is back', () => told().at(-1)?.state === 'available');
    expect(told().at(-1)?.notice).toBeNull();
  });

  it('of a line paused before anybody was seen there ends with what its agent does next', async () => {
    await office.tell('office', step('exten_paused', { exten: '101', reason: 'unanswered_queue_call' }));
    await eva.until('the system paused her', () => told().at(-1)?.state === 'paused');
    await office.tell('office', step('pbx_agent_set_state', { userid: 'eva', state_name: 'ready' }));
    await eva.until('she is back', () => told().at(-1)?.state === 'available');
  });

  it('concerns nobody else', async () => {
    const jan = await office.stream(staff.jan.email);
    await office.tell('office', step('pbx_agent_login', { userid: 'eva', exten: '101' }));
    await eva.until('she logged in', () => told().at(-1)?.state === 'available');
    expect(jan.messages).toEqual([]);
    jan.close();
  });

  it('is not changed by a byte-identical login that comes again, and is by one of the next day', async () => {
    await office.stop();
    office = await startTestService({ frozenAt: Date.UTC(2026, 10, 2, 9) });
    const login = step('pbx_agent_login', { userid: 'eva', exten: '101' });
    await office.tell('office', login);
    office.advance(1_999);
    await office.tell('office', login);
    office.advance(2_001);
    await office.tell('office', login);
    office.advance(24 * 3_600_000);
    await office.tell('office', login);
    const entries = await office.journal();
    expect(entries.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'duplicate', 'accepted']);
  });
});
