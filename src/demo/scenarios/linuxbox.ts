import { agentAt, type Scenario } from '../cast.ts';
import {
  answer,
  calling,
  end,
  enterQueue,
  hangUp,
  incoming,
  leaveQueue,
  line,
  mention,
  outgoing,
  ring,
  talk,
  tell,
} from './linuxbox-notices.ts';

export type LinuxboxScenario =
  | 'simple'
  | 'queue'
  | 'ringGroup'
  | 'missed'
  | 'abandoned'
  | 'blindTransfer'
  | 'attendedTransfer'
  | 'outgoing'
  | 'outgoingBusy'
  | 'dialerWithLead'
  | 'conference'
  | 'internal'
  | 'recordedTwice'
  | 'spied'
  | 'endMissing';

export const linuxboxScenarios: Readonly<Record<LinuxboxScenario, Scenario>> = {
  simple(cast) {
    const eva = agentAt(cast, 0);
    return [...talk(cast, eva), hangUp(cast, 34_000, eva), end(cast)];
  },

  queue(cast) {
    const [eva, jan] = [agentAt(cast, 0), agentAt(cast, 1)];
    const queued = { queue_name: cast.queue };
    return [
      incoming(cast),
      enterQueue(cast),
      ring(cast, 2500, eva, queued),
      hangUp(cast, 8000, eva),
      mention(cast, 100, 'exten_paused', { exten: eva.extension, reason: 'unanswered_queue_call' }),
      ring(cast, 900, jan, queued),
      answer(cast, 4600, jan),
      leaveQueue(cast, 50),
      hangUp(cast, 41_000, jan),
      end(cast),
    ];
  },

  ringGroup(cast) {
    const winner = agentAt(cast, 1);
    const others = cast.agents.filter((agent) => agent !== winner);
    return [
      incoming(cast),
      ...cast.agents.map((agent, index) => ring(cast, index === 0 ? 500 : 20, agent)),
      answer(cast, 6100, winner),
      ...others.map((agent) => hangUp(cast, 60, agent)),
      hangUp(cast, 27_000, winner),
      end(cast),
    ];
  },

  missed(cast) {
    const eva = agentAt(cast, 0);
    return [incoming(cast), ring(cast, 400, eva), hangUp(cast, 8000, eva), end(cast)];
  },

  abandoned(cast) {
    return [incoming(cast), enterQueue(cast), leaveQueue(cast, 22_000), end(cast)];
  },

  blindTransfer(cast) {
    const [eva, jan] = [agentAt(cast, 0), agentAt(cast, 1)];
    return [
      ...talk(cast, eva),
      hangUp(cast, 21_000, eva),
      ring(cast, 300, jan),
      answer(cast, 4400, jan),
      hangUp(cast, 38_000, jan),
      end(cast),
    ];
  },

  attendedTransfer(cast) {
    const [eva, jan] = [agentAt(cast, 0), agentAt(cast, 1)];
    const consulting = { caller_exten: eva.extension };
    return [
      ...talk(cast, eva),
      ring(cast, 24_000, jan, consulting),
      answer(cast, 5000, jan, consulting),
      hangUp(cast, 9000, eva),
      hangUp(cast, 33_000, jan),
      end(cast),
    ];
  },

  outgoing(cast) {
    const eva = agentAt(cast, 0);
    return [
      ...outgoing(cast, eva),
      tell(cast, 7300, 'answered_external', calling(cast, eva)),
      hangUp(cast, 46_000, eva),
      end(cast),
    ];
  },

  outgoingBusy(cast) {
    const eva = agentAt(cast, 0);
    return [...outgoing(cast, eva), hangUp(cast, 4000, eva), end(cast)];
  },

  // The dialer rings the agent first and dials the customer once the agent is there.
  dialerWithLead(cast) {
    const eva = agentAt(cast, 0);
    const numbers = { caller_num: cast.dialed, dialed_num: cast.customerNumber };
    // The dialer's reference to the lead travels as the custom id: linuxbox has no field of its own for it.
    const lead = { custom_call_id: cast.lead?.id };
    const dialer = { ...numbers, ...lead, dialed_exten: eva.extension, ...line(eva), caller_type: 'dialer' };
    return [
      tell(cast, 0, 'start_call', { caller_type: 'originate', ...numbers, ...lead }),
      tell(cast, 250, 'start_int_dial', { ...dialer, direction: 'outgoing' }),
      tell(cast, 4200, 'answered_internal', { ...dialer, direction: 'outgoing' }),
      tell(cast, 300, 'start_ext_dial', { ...calling(cast, eva), ...lead }),
      tell(cast, 6800, 'answered_external', { ...calling(cast, eva), ...lead }),
      hangUp(cast, 52_000, eva),
      end(cast),
    ];
  },

  conference(cast) {
    const [eva, jan] = [agentAt(cast, 0), agentAt(cast, 1)];
    return [
      ...talk(cast, eva),
      ring(cast, 20_000, jan, { caller_exten: eva.extension }),
      answer(cast, 4000, jan, { caller_exten: eva.extension }),
      hangUp(cast, 45_000, jan),
      hangUp(cast, 8000, eva),
      end(cast),
    ];
  },

  internal(cast) {
    const [eva, jan] = [agentAt(cast, 0), agentAt(cast, 1)];
    const numbers = { caller_num: eva.extension, dialed_num: jan.extension };
    const dial = {
      ...numbers,
      caller_exten: eva.extension,
      caller_name: eva.name,
      dialed_exten: jan.extension,
    };
    return [
      tell(cast, 0, 'start_call', { caller_type: 'internal', caller_userid: eva.userId, ...numbers }),
      tell(cast, 300, 'start_int_dial', { ...dial, ...line(jan), direction: 'internal' }),
      tell(cast, 4300, 'answered_internal', {
        ...dial,
        ...line(jan),
        caller_type: 'internal',
        direction: 'internal',
      }),
      hangUp(cast, 25_000, jan),
      end(cast),
    ];
  },

  recordedTwice(cast) {
    const eva = agentAt(cast, 0);
    return [
      ...talk(cast, eva),
      mention(cast, 200, 'call_recording_start'),
      mention(cast, 12_000, 'call_recording_stop'),
      mention(cast, 6000, 'call_recording_start'),
      mention(cast, 15_000, 'call_recording_stop'),
      hangUp(cast, 1800, eva),
      end(cast),
    ];
  },

  spied(cast) {
    const [eva, supervisor] = [agentAt(cast, 0), agentAt(cast, 1)];
    const spying = {
      spying_exten: supervisor.extension,
      spying_target_exten: eva.extension,
      spying_userid: supervisor.userId,
      spying_target_userid: eva.userId,
      spy_type: 'whisper',
    };
    return [
      ...talk(cast, eva),
      mention(cast, 9000, 'call_spy_start', spying),
      mention(cast, 14_000, 'call_spy_end', spying),
      hangUp(cast, 11_000, eva),
      end(cast),
    ];
  },

  endMissing: (cast) => talk(cast, agentAt(cast, 0)),
};
