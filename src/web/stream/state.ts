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
  /** How many snapshots came: what was loaded beside the stream is old after each. */
  snapshots: number;
}

export type PanelMessage =
  | { type: 'snapshot'; snapshot: Snapshot; at: number }
  | { type: 'call'; pop: Pop; at: number }
  | { type: 'presence'; presence: Presence }
  | { type: 'chosen'; callId: string; chosen: Pop['chosen'] }
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
  snapshots: 0,
};

/** Finished calls are kept this long, so that lists loaded beside the stream can catch up. */
const keepFinishedMs = 120_000;

export function reducePanel(state: PanelState, message: PanelMessage): PanelState {
  switch (message.type) {
    case 'snapshot':
      return withSnapshot(state, message.snapshot, message.at);
    case 'call':
      return { ...state, calls: withCall(state.calls, message.pop, message.at) };
    case 'presence':
      return { ...state, presence: message.presence };
    case 'chosen':
      return { ...state, calls: withChoice(state.calls, message.callId, message.chosen) };
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
    calls: snapshot.calls.map((pop) => {
      const known = state.calls.find((call) => call.pop.id === pop.id);
      return { pop, stateSince: known?.pop.popState === pop.popState ? known.stateSince : at };
    }),
    presence: snapshot.presence,
    clockOffsetMs: Date.parse(snapshot.serverTime) - at,
    snapshots: state.snapshots + 1,
  };
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

function withChoice(calls: readonly LiveCall[], id: string, chosen: Pop['chosen']): readonly LiveCall[] {
  return calls.map((call) => (call.pop.id === id ? { ...call, pop: { ...call.pop, chosen } } : call));
}

function isForgettable({ pop, stateSince }: LiveCall, at: number): boolean {
  return isFinished(pop) && at - stateSince > keepFinishedMs;
}

export function isFinished(pop: Pop): boolean {
  return pop.popState !== 'ringing' && pop.popState !== 'answered';
}
