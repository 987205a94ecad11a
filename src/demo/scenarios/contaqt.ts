import { agentAt, type Cast, type CastAgent, type Scenario } from '../cast.ts';
import { toSteps, type Moment } from './contaqt-moments.ts';

export type ContaqtScenario =
  | 'simple'
  | 'queue'
  | 'ringGroup'
  | 'missed'
  | 'abandoned'
  | 'abandonedNone'
  | 'abandonedTimeout'
  | 'abandonedNoAgentTimeout'
  | 'blindTransfer'
  | 'attendedTransfer'
  | 'outgoing'
  | 'outgoingBusy'
  | 'dialerWithLead'
  | 'conference'
  | 'fax'
  | 'internal'
  | 'endMissing';

type Fields = Moment['fields'];

const at = (afterMs: number, event: string, leg: number, fields: Fields): Moment => ({
  afterMs,
  event,
  leg,
  fields,
});
const ring = (afterMs: number, leg: number, fields: Fields): Moment => at(afterMs, 'call:ring', leg, fields);
const answer = (afterMs: number, leg: number, fields: Fields): Moment =>
  at(afterMs, 'call:answer', leg, fields);
const end = (afterMs: number, leg: number, fields: Fields, cause = 'NORMAL_CLEARING'): Moment =>
  at(afterMs, 'call:end', leg, { ...fields, hangup_cause: cause });

const inbound = (cast: Cast): Fields => ({
  type: 'inbound',
  cid_num: cast.customerNumber,
  cid_name: cast.customerName,
  dst_num: cast.dialed,
});

const queued = (cast: Cast): Fields => ({ ...inbound(cast), type: 'queue', queue_id: cast.queue });

const outbound = (cast: Cast, agent: CastAgent): Fields => ({
  type: 'outbound',
  cid_num: cast.dialed,
  dst_num: cast.customerNumber,
  src_user_id: agent.userId,
  src_device_id: agent.deviceId,
});

const to = (agent: CastAgent): Fields => ({ dst_user_id: agent.userId, dst_device_id: agent.deviceId });

/** What the PBX says of how a queue call was given up, and with which cause it then hangs up. */
const abandoned =
  (canceled: string, cause: string): Scenario =>
  (cast) =>
    toSteps(cast, [
      at(0, 'call:start', 0, queued(cast)),
      end(22_000, 0, { ...queued(cast), canceled }, cause),
    ]);

const incoming: Pick<
  Record<ContaqtScenario, Scenario>,
  'simple' | 'queue' | 'ringGroup' | 'missed' | 'endMissing'
> = {
  simple(cast) {
    const call = inbound(cast);
    const eva = { ...call, ...to(agentAt(cast, 0)) };
    return toSteps(cast, [ring(400, 1, eva), answer(5200, 1, eva), end(34_000, 1, eva), end(100, 0, call)]);
  },

  queue(cast) {
    const call = queued(cast);
    const eva = { ...call, ...to(agentAt(cast, 0)) };
    const jan = { ...call, ...to(agentAt(cast, 1)) };
    return toSteps(cast, [
      at(0, 'call:start', 0, call),
      ring(2800, 1, eva),
      end(8000, 1, eva, 'NO_ANSWER'),
      ring(1000, 2, jan),
      answer(4600, 2, jan),
      end(41_000, 2, jan),
      end(100, 0, { ...call, canceled: 'NONE' }),
    ]);
  },

  ringGroup(cast) {
    const call = inbound(cast);
    const legs = cast.agents.map((agent) => ({ ...call, ...to(agent) }));
    const winner = { ...call, ...to(agentAt(cast, 1)) };
    return toSteps(cast, [
      ...legs.map((fields, index) => ring(index === 0 ? 500 : 20, index + 1, fields)),
      answer(6100, 2, winner),
      ...legs.flatMap((fields, index) => (index === 1 ? [] : [end(60, index + 1, fields, 'LOSE_RACE')])),
      end(27_000, 2, winner),
      end(100, 0, call),
    ]);
  },

  missed(cast) {
    const call = inbound(cast);
    const eva = { ...call, ...to(agentAt(cast, 0)) };
    return toSteps(cast, [
      ring(400, 1, eva),
      end(8000, 1, eva, 'ORIGINATOR_CANCEL'),
      end(100, 0, call, 'ORIGINATOR_CANCEL'),
    ]);
  },

  endMissing(cast) {
    const eva = { ...inbound(cast), ...to(agentAt(cast, 0)) };
    return toSteps(cast, [ring(400, 1, eva), answer(5200, 1, eva)]);
  },
};

const handedOn: Pick<
  Record<ContaqtScenario, Scenario>,
  'blindTransfer' | 'attendedTransfer' | 'conference'
> = {
  blindTransfer(cast) {
    const call = inbound(cast);
    const eva = { ...call, ...to(agentAt(cast, 0)) };
    const jan = { ...call, ...to(agentAt(cast, 1)) };
    return toSteps(cast, [
      ring(400, 1, eva),
      answer(5200, 1, eva),
      end(21_000, 1, eva, 'BLIND_TRANSFER'),
      ring(300, 2, jan),
      answer(4400, 2, jan),
      end(38_000, 2, jan),
      end(100, 0, call),
    ]);
  },

  attendedTransfer(cast) {
    const call = inbound(cast);
    const [first, second] = [agentAt(cast, 0), agentAt(cast, 1)];
    const eva = { ...call, ...to(first) };
    const jan = { ...call, ...to(second), src_user_id: first.userId, src_device_id: first.deviceId };
    return toSteps(cast, [
      ring(400, 1, eva),
      answer(5200, 1, eva),
      ring(24_000, 2, jan),
      answer(5000, 2, jan),
      end(9000, 1, eva, 'ATTENDED_TRANSFER'),
      end(33_000, 2, jan),
      end(100, 0, call),
    ]);
  },

  conference(cast) {
    const call = { ...inbound(cast), type: 'conf', conference_id: `conf-${cast.callId}` };
    const eva = { ...call, ...to(agentAt(cast, 0)) };
    const jan = { ...call, ...to(agentAt(cast, 1)) };
    return toSteps(cast, [
      ring(400, 1, eva),
      answer(5000, 1, eva),
      ring(20_000, 2, jan),
      answer(4000, 2, jan),
      end(45_000, 2, jan),
      end(8000, 1, eva),
      end(100, 0, call),
    ]);
  },
};

const others: Pick<
  Record<ContaqtScenario, Scenario>,
  'outgoing' | 'outgoingBusy' | 'dialerWithLead' | 'fax' | 'internal'
> = {
  outgoing(cast) {
    const call = outbound(cast, agentAt(cast, 0));
    return toSteps(cast, [ring(900, 0, call), answer(7300, 0, call), end(46_000, 0, call)]);
  },

  outgoingBusy(cast) {
    const call = outbound(cast, agentAt(cast, 0));
    return toSteps(cast, [ring(900, 0, call), end(4000, 0, call, 'USER_BUSY')]);
  },

  dialerWithLead(cast) {
    const lead = { lead_id: cast.lead?.id, lead_name: cast.lead?.name };
    const dialer = { dialer_id: '7', campaign_id: '12', call_script: '3' };
    const call = { ...outbound(cast, agentAt(cast, 0)), ...dialer, ...lead };
    return toSteps(cast, [ring(900, 0, call), answer(6800, 0, call), end(52_000, 0, call)]);
  },

  fax(cast) {
    const call = { ...inbound(cast), type: 'fax' };
    return toSteps(cast, [ring(300, 0, call), answer(4000, 0, call), end(48_000, 0, call)]);
  },

  internal(cast) {
    const [caller, called] = [agentAt(cast, 0), agentAt(cast, 1)];
    const call = {
      type: 'internal',
      cid_num: caller.extension,
      cid_name: caller.name,
      dst_num: called.extension,
      src_user_id: caller.userId,
      src_device_id: caller.deviceId,
      ...to(called),
    };
    return toSteps(cast, [ring(300, 0, call), answer(4300, 0, call), end(25_000, 0, call)]);
  },
};

export const contaqtScenarios: Readonly<Record<ContaqtScenario, Scenario>> = {
  ...incoming,
  ...handedOn,
  ...others,
  abandoned: abandoned('BREAK_OUT', 'ORIGINATOR_CANCEL'),
  abandonedNone: abandoned('NONE', 'ORIGINATOR_CANCEL'),
  abandonedTimeout: abandoned('TIMEOUT', 'NORMAL_CLEARING'),
  abandonedNoAgentTimeout: abandoned('NO_AGENT_TIMEOUT', 'NORMAL_CLEARING'),
};
