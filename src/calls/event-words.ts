import type { CallEvent } from '../model/event.ts';

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

/** An event in words. `agent`: whose phone it was, by name. */
export function summaryOf(event: CallEvent, agent: string | null): string {
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
