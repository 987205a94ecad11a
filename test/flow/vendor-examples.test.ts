import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Presence } from '../../src/api/call.ts';
import { anOffice, linuxboxKey, staff } from '../support/office.ts';
import { exchange, requestBytes } from '../support/raw-http.ts';
import { startTestService, type TestService } from '../support/service.ts';
import type { AgentStream } from '../support/stream.ts';
import { linuxboxCallId, linuxboxUrls } from './vendor-urls.ts';

describe("the linuxbox document's examples, sent one after the other as they stand there", () => {
  let office: TestService;
  let martin: AgentStream;
  let eva: AgentStream;

  beforeAll(async () => {
    const phone = { source: 'office', user: 'linuxbox', extension: '101' };
    const supervised = { source: 'office', user: 'sales_agent1', extension: '102' };
    office = await startTestService({
      provision: anOffice({
        agents: [
          { name: 'Martin', email: 'martin@example.com', pbx: [phone] },
          { name: 'Eva', email: staff.eva.email, pbx: [supervised] },
        ],
      }),
    });
    martin = await office.stream('martin@example.com');
    eva = await office.stream(staff.eva.email);
    for (const url of Object.values(linuxboxUrls)) {
      const answer = await exchange(office.url(), requestBytes('GET', `/pbx/${linuxboxKey}/${url}`));
      expect(answer).toMatchObject({ status: 200, body: 'OK' });
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    }
    await office.quiet();
  });
  afterAll(() => office.stop());

  it('ring, connect and end on the screen of the agent whose phone it is', async () => {
    await martin.until('the call was recorded', () => martin.popsOf(linuxboxCallId).at(-1)?.recorded);
    const pops = martin.popsOf(linuxboxCallId);
    expect([...new Set(pops.map((pop) => pop.popState))]).toEqual(['ringing', 'answered', 'ended']);
    expect(pops[0]).toMatchObject({
      direction: 'inbound',
      kind: 'queue',
      queue: 'helpdesk',
      dialed: '+420591166200',
      customer: { number: '591166223', e164: '+420591166223', name: 'karel', country: 'CZ', withheld: false },
      lookup: 'done',
      matches: [{ connection: 'contacts', name: 'Karel Novák', company: 'Novák s.r.o.', matchedOn: 'Phone' }],
    });
    expect(pops.at(-1)?.answeredBy).toBe('Martin');
  });

  it('show nothing to the agent who was only listened in on', () => {
    expect(eva.messages).toEqual([]);
  });

  it('become one inbound call with everything they said', async () => {
    const call = await office.callOf(linuxboxCallId);
    expect(call).toMatchObject({
      customCallId: 'Wua4kaib',
      direction: 'inbound',
      state: 'ended',
      outcome: 'answered',
      endSynthesised: false,
      recorded: true,
      extra: { caller_userid: 'linuxbox', spying: [{ kind: 'spy', target: { userId: 'sales_agent1' } }] },
    });
    expect(call.recordings).toEqual([
      { startedAt: expect.any(String) as string, stoppedAt: expect.any(String) as string, url: null },
    ]);
    expect(call.legs.map(({ agent, extension }) => [agent, extension])).toEqual([
      ['martin@example.com', '101'],
      ['martin@example.com', '102'],
    ]);
    const onTheCall = Object.keys(linuxboxUrls).filter((name) => !name.startsWith('pbx_agent'));
    expect(call.timeline.filter(({ status }) => status !== 'ringside').map(({ event }) => event)).toEqual(
      onTheCall,
    );
  });

  it("become one activity, the agent's, under the caller's contact", async () => {
    const [activity, ...others] = await office.inBook(linuxboxCallId);
    expect(others).toEqual([]);
    expect(activity).toMatchObject({
      customCallId: 'Wua4kaib',
      direction: 'inbound',
      outcome: 'answered',
      queue: 'helpdesk',
      agent: { email: 'martin@example.com' },
      link: { type: 'contact', id: 'karel' },
      customerNumber: '+420591166223',
      customerName: 'Karel Novák',
      recorded: true,
    });
    expect(activity?.recordings).toHaveLength(1);
  });

  it('tell the agent what the phone system says of them', async () => {
    const told = (): Presence[] =>
      martin.messages.flatMap((message) => (message.event === 'presence' ? [message.data] : []));
    await martin.until('the system paused them', () => told().at(-1)?.state === 'paused');
    expect(told().map(({ state, detail }) => [state, detail])).toEqual([
      ['available', null],
      ['offline', 'pause'],
      ['offline', 'pause'],
      ['paused', null],
    ]);
    expect(told().at(-1)?.notice).toBe('The phone system paused you: unanswered queue call');
  });

  it('change nothing when they are sent again', async () => {
    const before = await office.callOf(linuxboxCallId);
    for (const url of Object.values(linuxboxUrls).slice(0, 9)) {
      const answer = await exchange(office.url(), requestBytes('GET', `/pbx/${linuxboxKey}/${url}`));
      expect(answer.status).toBe(200);
    }
    await office.quiet();
    const after = await office.callOf(linuxboxCallId);
    expect({ ...after, timeline: [] }).toEqual({ ...before, timeline: [] });
    expect(await office.inBook(linuxboxCallId)).toHaveLength(1);
  });

  it('leave neither the name nor the number nor the key in the log', () => {
    const log = office.log.join('');
    for (const secret of ['karel', 'Karel', '591166223', linuxboxKey]) expect(log).not.toContain(secret);
  });
});
