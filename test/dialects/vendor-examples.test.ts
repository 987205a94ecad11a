import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../src/model/event.ts';
import { linuxbox } from '../../src/pbx/dialects/linuxbox.ts';
import { eventsOf, rawRequest } from './request.ts';

const karel = { number: '591166223', extension: '102', name: 'karel' };
const dialed = { number: '591166200', extension: '101' };
const martin = { party: { userId: 'linuxbox', extension: '101', name: 'martin' } };
const karelsLine = { party: { userId: 'linuxbox', extension: '102', name: 'karel' } };
const spying = {
  by: { userId: 'linuxbox', extension: '101' },
  target: { userId: 'sales_agent1', extension: '102' },
  kind: 'spy',
};

/** The example URLs of the vendor's document (2024-11-13), byte for byte. */
const examples: readonly [url: string, event: Partial<CallEvent>][] = [
  [
    'http://server/start_call?caller_type=internal&caller_num=591166223&caller_userid=linuxbox&dialed_num=591166200&target_num=591166200&call_id=1541078811.98&cel_id=28254912',
    {
      type: 'call_started',

      extra: { caller_type: 'internal', caller_userid: 'linuxbox' },
    },
  ],
  [
    'http://server/queue_in?caller_num=591166223&dialed_num=591166200&queue_name=helpdesk&call_id=1541078811.98&cel_id=28254912&custom_call_id=Wua4kaib',
    { type: 'queue_entered', queue: 'helpdesk', kind: 'queue' },
  ],
  [
    'http://server/queue_out?queue_name=helpdesk&call_id=1541078811.98&cel_id=28254912&custom_call_id=Wua4kaib',
    { type: 'queue_left', queue: 'helpdesk', kind: 'queue' },
  ],
  [
    'http://server/start_int_dial?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=101&line_name=martin&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&queue_name=helpdesk&caller_type=external&queue_name=helpdesk&direction=internal',
    {
      type: 'leg_ringing',
      direction: 'inbound',
      queue: 'helpdesk',
      kind: 'queue',
      leg: martin,
      caller: karel,
      dialed,
    },
  ],
  [
    'http://server/start_ext_dial?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=102&line_name=karel&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&direction=internal',
    { type: 'leg_dialing', direction: 'internal', leg: karelsLine, caller: karel, dialed },
  ],
  [
    'http://server/answered_internal?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=101&line_name=martin&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&caller_type=external&direction=internal',
    { type: 'leg_answered', direction: 'inbound', leg: martin, caller: karel, dialed },
  ],
  [
    'http://server/answered_external?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=102&line_name=karel&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&direction=internal',
    { type: 'leg_remote_answered', direction: 'internal', leg: karelsLine, caller: karel, dialed },
  ],
  [
    'http://server/hangup_internal?line_num=101&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912',
    { type: 'leg_ended', leg: { party: { userId: 'linuxbox', extension: '101' } } },
  ],
  [
    'http://server/call_end?call_id=1541078811.98&cel_id=28254912&custom_call_id=Wua4kaib',
    { type: 'call_ended' },
  ],
  [
    'http://server/pbx_agent_login?userid=linuxbox&exten=121',
    { type: 'agent_logged_in', presence: { user: { userId: 'linuxbox', extension: '121' } } },
  ],
  [
    'http://server/pbx_agent_logout?userid=linuxbox&reason=pause',
    { type: 'agent_logged_out', presence: { user: { userId: 'linuxbox' }, reason: 'pause' } },
  ],
  [
    'http://server/pbx_agent_set_state?userid=linuxbox&state_name=pause',
    { type: 'agent_state', presence: { user: { userId: 'linuxbox' }, state: 'pause' } },
  ],
  [
    'http://server/call_spy_start?call_id=1541078811.98&spying_exten=101&spying_target_exten=102&spying_userid=linuxbox&spying_target_userid=sales_agent1&spy_type=spy',
    { type: 'spying_started', spying },
  ],
  [
    'http://server/call_spy_end?call_id=1541078811.98&spying_exten=101&spying_target_exten=102&spying_userid=linuxbox&spying_target_userid=sales_agent1&spy_type=spy',
    { type: 'spying_ended', spying },
  ],
  [
    'http://server/exten_paused?call_id=1541078811.98&exten=101&reason=unanswered_queue_call',
    { type: 'line_paused', presence: { user: { extension: '101' }, reason: 'unanswered_queue_call' } },
  ],
  ['http://server/call_recording_start?call_id=1541078811.98', { type: 'recording_started' }],
  ['http://server/call_recording_stop?call_id=1541078811.98', { type: 'recording_stopped' }],
];

describe("the vendor's examples", () => {
  it.each(examples)('%s', (url, expected) => {
    const path = url.slice('http://server'.length);
    const [event] = eventsOf(linuxbox, rawRequest({ method: 'GET', path, headers: {}, body: '' }));
    expect(event).toMatchObject(expected);
    expect(event?.name).toBe(path.slice(1).split('?')[0]);
    expect(event?.direction).toBe(expected.direction);
    if (!path.startsWith('/pbx_agent')) expect(event?.callId).toBe('1541078811.98');
    expect(event?.order).toBe(url.includes('cel_id=28254912') ? 28254912 : undefined);
    expect(event?.customCallId).toBe(url.includes('custom_call_id=') ? 'Wua4kaib' : undefined);
  });

  it('tells apart the nine events that share one cel_id', () => {
    const withId = examples.filter(([url]) => url.includes('cel_id='));
    const identities = withId.flatMap(([url]) => {
      const path = url.slice('http://server'.length);
      return eventsOf(linuxbox, rawRequest({ method: 'GET', path, headers: {}, body: '' })).map(
        (e) => e.identity,
      );
    });
    expect(new Set(identities).size).toBe(9);
    expect(identities).not.toContain(undefined);
  });

  it('sends them the old way too, the name as a field', () => {
    for (const [url] of examples) {
      const path = url.slice('http://server'.length);
      const old = path.replace(/^\/(\w+)\?/, '?event=$1&');
      const sent = (way: string): CallEvent[] =>
        eventsOf(linuxbox, rawRequest({ method: 'GET', path: way, headers: {}, body: '' }));
      expect(sent(old)).toStrictEqual(sent(path));
    }
  });
});
