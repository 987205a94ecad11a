import type { ApiCallDetail } from '../api/call.ts';
import type { CallEvent } from '../model/event.ts';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';
import { iso } from './view.ts';

type TimelineEntry = ApiCallDetail['timeline'][number];

const mostEntries = 1_000;

const happenings: Record<CallEvent['type'], string> = {
  call_started: 'Call started',
  queue_entered: 'Entered the queue',
  queue_left: 'Left the queue',
  leg_ringing: 'Phone rings',
  leg_dialing: 'Dials out',
  leg_answered: 'Answered',
  leg_remote_answered: 'Answered at the other end',
  leg_ended: 'Hung up',
  call_ended: 'Call ended',
  spying_started: 'Somebody listens in',
  spying_ended: 'Nobody listens in any more',
  recording_started: 'Recording started',
  recording_stopped: 'Recording stopped',
  line_paused: 'Phone paused by the system',
  agent_logged_in: 'Agent logged in',
  agent_logged_out: 'Agent logged out',
  agent_state: 'Agent changed state',
  agent_queues_joined: 'Agent joined queues',
  agent_queues_left: 'Agent left queues',
};

/** Every event that came for the call, in the order of arrival and in words. */
export async function timelineOf(
  db: Db,
  callId: string,
  agentName: (id: string) => string | null,
): Promise<TimelineEntry[]> {
  const rows = await db
    .selectFrom('journal')
    .selectAll()
    .where('call_id', '=', callId)
    .orderBy('id')
    .limit(mostEntries)
    .execute();
  return rows.map((row) => toEntry(row, agentName));
}

function toEntry(row: Row<'journal'>, agentName: (id: string) => string | null): TimelineEntry {
  const event = row.event_json === null ? null : (JSON.parse(row.event_json) as CallEvent);
  const status = row.status as TimelineEntry['status'];
  return {
    at: iso(event?.at ?? row.received_at),
    event: row.name ?? '',
    status: event?.synthesised === true ? 'ringside' : status,
    summary:
      event === null
        ? 'Came again'
        : summaryOf(event, row.agent_id === null ? null : agentName(row.agent_id)),
    fields: event === null ? { raw: row.raw } : { ...event, receivedAt: iso(row.received_at) },
  };
}

function summaryOf(event: CallEvent, agent: string | null): string {
  const words =
    event.synthesised === true ? 'Never ended by the phone system: end assumed' : happenings[event.type];
  const who = agent ?? nameOf(event);
  const cause = event.hangupCause === undefined ? '' : ` (${event.hangupCause})`;
  return `${words}${who === undefined ? '' : `: ${who}`}${cause}`;
}

function nameOf({ leg, presence, queue }: CallEvent): string | undefined {
  const { name, userId, extension } = leg?.party ?? presence?.user ?? {};
  return name ?? userId ?? extension ?? queue;
}
