import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Cast, CastAgent } from './cast.ts';
import type { EncodedRequest } from './encode.ts';
import { pause, play } from './player.ts';
import { scenarios } from './scenarios.ts';

export interface DayOptions {
  signal: AbortSignal;
  clock: Clock;
  /** `source`: a name in config/demo/demo.yaml. */
  send(source: string, request: EncodedRequest): Promise<void>;
}

/** As config/demo/demo.yaml has them; the first of each source is Eva, whose panel the demo opens. */
const prague: readonly CastAgent[] = [
  { userId: 'eva', extension: '101', name: 'Eva Dvořáková' },
  { userId: 'martin', extension: '102', name: 'Martin Svoboda' },
  { userId: 'amir', extension: '103', name: 'Amir Khan' },
];
const london: readonly CastAgent[] = [
  { userId: '2001', extension: '2001', name: 'Eva Dvořáková', deviceId: 'd-2001' },
  { userId: '2002', extension: '2002', name: 'Olivia Hart', deviceId: 'd-2002' },
  { userId: '2003', extension: '2003', name: 'Amir Khan', deviceId: 'd-2003' },
];

const customers: readonly Pick<Cast, 'customerNumber' | 'customerName' | 'lead' | 'tags'>[] = [
  { customerNumber: '+442079460123', customerName: 'Karel Novák', tags: ['vip'] },
  { customerNumber: '+442079460458', tags: ['renewal'] },
  { customerNumber: '+441614960177' },
  { customerNumber: '+12025550199' },
  {
    customerNumber: '+441134960210',
    lead: { id: 'lead-4711', name: 'Priya Raman' },
    tags: ['campaign', 'spring'],
  },
  { customerNumber: 'anonymous' },
  { customerNumber: '+12025550147', customerName: 'LUIS ORTEGA' },
  { customerNumber: '+442920180333' },
];

const atPrague = [
  'simple',
  'queue',
  'ringGroup',
  'recordedTwice',
  'missed',
  'blindTransfer',
  'outgoing',
] as const;
const atLondon = ['simple', 'ringGroup', 'queue', 'dialerWithLead', 'attendedTransfer', 'abandoned'] as const;

const betweenCallsMs = 9_000;
/** Scripted talks are long; a demo is not. */
const pace = 0.6;

/** Calls of both PBXs, one beginning every few seconds, until `signal` aborts. */
export async function playDay({ signal, clock, send }: DayOptions): Promise<void> {
  let eventId = 1_000;
  const castOf = (call: number, agents: readonly CastAgent[], dialed: string): Cast => ({
    ...(customers[call % customers.length] ?? { customerNumber: 'anonymous' }),
    dialed,
    // Eva takes part in most calls; who else is there changes.
    agents: call % 3 === 2 ? rotated(agents) : agents,
    queue: 'helpdesk',
    callId: `${String(Math.floor(clock() / 1000))}.${randomUUID().slice(0, 4)}`,
    startedAt: clock(),
    nextEventId: () => ++eventId,
  });

  for (let call = 0; await pause(call === 0 ? 4_000 : betweenCallsMs, signal); call++) {
    const inPrague = call % 2 === 0;
    const turn = Math.floor(call / 2);
    const source = inPrague ? 'prague' : 'london';
    const steps = inPrague
      ? scenarios.linuxbox[pick(atPrague, turn)](castOf(call, prague, '+420234000100'))
      : scenarios.contaqt[pick(atLondon, turn)](castOf(call, london, '+442079460100'));
    const dialect = inPrague ? 'linuxbox' : 'contaqt';
    void play(steps, { dialect, pace, clock, signal, send: (request) => send(source, request) });
  }
}

function pick<T>(from: readonly [T, ...T[]], turn: number): T {
  return from[turn % from.length] ?? from[0];
}

function rotated<T>([first, ...rest]: readonly T[]): T[] {
  return first === undefined ? rest : [...rest, first];
}
