import type { Pop, Presence, Snapshot } from '../../api/call.ts';

/** All that the panel knows, and how each message changes it. Pure: times come in with the messages. */

export type Link = 'connecting' | 'live' | 'reconnecting' | 'signed-out' | 'refused';

export interface LiveCall {
  pop: Pop;
  /** When `popState` last changed, by this computer's clock. */
  stateSince: number;
}

export interface PanelState {
  link: Link;
  /** Why the link is down, for the agent to read. */
  problem: string | null;
  /** When the next try is due, by this computer's clock. */
  retryAt: number | null;
  /** Until when all was known; null while live. */
  knownUntil: number | null;
  agent: Snapshot['agent'] | null;
  calls: readonly LiveCall[];
  presence: Presence | null;
  /** Server clock minus this computer's clock. */
  clockOffsetMs: number;
  /** The server's processes cannot reach one another: calls may show late. */
  delayed: boolean;
  /** How many snapshots came: what was loaded beside the stream is old after each. */
  snapshots: number;
  /** What the agent changed last, also of calls that are not among `calls` any more. */
  changed: readonly Pop[];
}

export type PanelMessage =
  | { type: 'snapshot'; snapshot: Snapshot; at: number }
  | { type: 'call'; pop: Pop; at: number }
  | { type: 'presence'; presence: Presence }
  /** What the server answered to something the agent did about a call, which may be long over. */
  | { type: 'changed'; pop: Pop }
  /** Calls that ended a moment ago, as the server's list has them: after a reload their cards come back. */
  | { type: 'recalled'; pops: readonly Pop[] }
  | { type: 'lost'; problem: string; retryAt: number; at: number }
  | { type: 'signed-out' }
  | { type: 'refused'; problem: string; retryAt: number };

export const emptyPanel: PanelState = {
  link: 'connecting',
  problem: null,
  retryAt: null,
  knownUntil: null,
  agent: null,
  calls: [],
  presence: null,
  clockOffsetMs: 0,
  delayed: false,
  snapshots: 0,
  changed: [],
};

/** Finished calls are kept this long: for wrapping them up, and so that lists loaded beside the stream can catch up. */
export const keepFinishedMs = 600_000;
const mostChanged = 20;

export function reducePanel(state: PanelState, message: PanelMessage): PanelState {
  switch (message.type) {
    case 'snapshot':
      return withSnapshot(state, message.snapshot, message.at);
    case 'call':
      return { ...state, calls: withCall(state.calls, message.pop, message.at) };
    case 'presence':
      return { ...state, presence: message.presence };
    case 'changed':
      return { ...state, ...withChange(state, message.pop) };
    case 'recalled':
      return { ...state, calls: [...state.calls, ...recalled(state, message.pops)] };
    case 'lost':
      return {
        ...state,
        link: 'reconnecting',
        problem: message.problem,
        retryAt: message.retryAt,
        knownUntil: state.link === 'live' ? message.at : state.knownUntil,
      };
    case 'signed-out':
      return { ...emptyPanel, link: 'signed-out' };
    case 'refused':
      return { ...state, link: 'refused', problem: message.problem, retryAt: message.retryAt };
  }
}

function withSnapshot(state: PanelState, snapshot: Snapshot, at: number): PanelState {
  return {
    link: 'live',
    problem: null,
    retryAt: null,
    knownUntil: null,
    agent: snapshot.agent,
    calls: [...liveCalls(state.calls, snapshot.calls, at), ...finishedBeside(state.calls, snapshot.calls)],
    presence: snapshot.presence,
    clockOffsetMs: Date.parse(snapshot.serverTime) - at,
    delayed: snapshot.delayed,
    snapshots: state.snapshots + 1,
    changed: state.changed,
  };
}

function liveCalls(known: readonly LiveCall[], pops: readonly Pop[], at: number): LiveCall[] {
  return pops.map((pop) => {
    const before = known.find((call) => call.pop.id === pop.id);
    return { pop, stateSince: before?.pop.popState === pop.popState ? before.stateSince : at };
  });
}

/** A snapshot speaks of live calls only: the others are over, as they were. */
function finishedBeside(known: readonly LiveCall[], live: readonly Pop[]): LiveCall[] {
  return known.filter(({ pop }) => isFinished(pop) && !live.some(({ id }) => id === pop.id));
}

function recalled({ calls, clockOffsetMs }: PanelState, pops: readonly Pop[]): LiveCall[] {
  return pops
    .filter((pop) => isFinished(pop) && !calls.some((call) => call.pop.id === pop.id))
    .map((pop) => ({ pop, stateSince: Date.parse(pop.endedAt ?? pop.startedAt) - clockOffsetMs }));
}

function withCall(calls: readonly LiveCall[], pop: Pop, at: number): readonly LiveCall[] {
  const known = calls.find((call) => call.pop.id === pop.id);
  if (known && pop.sequence <= known.pop.sequence) return calls;
  const stateSince = known?.pop.popState === pop.popState ? known.stateSince : at;
  const others = calls.filter((call) => call !== known && !isForgettable(call, at));
  return known ? replaced(calls, others, known, { pop, stateSince }) : [...others, { pop, stateSince }];
}

/** In its old place: cards do not change places because one of them changed. */
function replaced(
  calls: readonly LiveCall[],
  others: readonly LiveCall[],
  old: LiveCall,
  next: LiveCall,
): readonly LiveCall[] {
  return calls.flatMap((call) => {
    if (call === old) return [next];
    return others.includes(call) ? [call] : [];
  });
}

function withChange({ calls, changed }: PanelState, pop: Pop): Pick<PanelState, 'calls' | 'changed'> {
  const isOlder = (call: LiveCall) => call.pop.id === pop.id && call.pop.sequence < pop.sequence;
  return {
    calls: calls.map((call) => (isOlder(call) ? { ...call, pop } : call)),
    changed: [pop, ...changed.filter(({ id }) => id !== pop.id)].slice(0, mostChanged),
  };
}

function isForgettable({ pop, stateSince }: LiveCall, at: number): boolean {
  return isFinished(pop) && at - stateSince > keepFinishedMs;
}

export function isFinished(pop: Pop): boolean {
  return pop.popState !== 'ringing' && pop.popState !== 'answered';
}
