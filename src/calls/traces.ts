import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';

const detail = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pop'),
    agentId: z.string(),
    state: z.enum(['ringing', 'answered', 'answered_elsewhere', 'missed', 'ended']),
    /** False: this agent had no panel open. */
    shown: z.boolean(),
    /** One of several processes noted it of a pop that another may show (not shown), or that another made (shown). */
    across: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('lookup'),
    connection: z.string(),
    /** Records with this number. */
    found: z.number(),
    ms: z.number(),
    /** Why it did not answer; null: it did. */
    fault: z.string().nullable(),
  }),
]);

/** Something Ringside did for a call that the call itself does not keep. */
export type Trace = z.infer<typeof detail>;

export interface Traces {
  /** Costs a map entry: it is called on the way of every ring. What is noted is written a moment later. */
  note(callId: string, trace: Trace): void;
  /** Writes what waits. Resolves when nothing does. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export interface TracesDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** Told of everything that is noted, repeats included. */
  observe?: (trace: Trace) => void;
  /** How long notes are gathered for one write, ms. */
  everyMs?: number;
}

/** More than so many at once are passed over: knowing who was shown what must not slow down showing it. */
const mostWaiting = 1_000;
const rowsPerWrite = 200;
/** Of one call. */
const mostShown = 500;

interface Waiting {
  call_id: string;
  key: string;
  kind: string;
  at: number;
  detail: Trace;
}

/** Keeps the first time of each thing that was done. A crash loses what the last moment noted, and no more. */
export function createTraces({ db, clock, log, observe, everyMs = 1_000 }: TracesDeps): Traces {
  const waiting = new Map<string, Waiting>();
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting.entries()].slice(0, rowsPerWrite);
      for (const [id] of batch) waiting.delete(id);
      const rows = batch.map(([, { detail: said, ...row }]) => ({
        ...row,
        detail_json: JSON.stringify(said),
      }));
      await db
        .insertInto('call_traces')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing
      .then(write)
      .catch((error: unknown) => log.warn({ err: error }, 'what was done for calls could not be noted'));
    return writing;
  }

  return {
    note(callId, trace) {
      observe?.(trace);
      const key = keyOf(trace);
      const id = `${callId} ${key}`;
      if (waiting.has(id) || waiting.size >= mostWaiting) return;
      waiting.set(id, { call_id: callId, key, kind: trace.kind, at: clock(), detail: trace });
      timer ??= setTimeout(() => void flush(), everyMs).unref();
    },
    flush,
    stop: flush,
  };
}

function keyOf(trace: Trace): string {
  if (trace.kind === 'lookup') return `lookup ${trace.connection}`;
  const { agentId, state, shown, across = false } = trace;
  return `pop ${agentId} ${state}${shown ? '' : ' unseen'}${across ? ' across' : ''}`;
}

export interface TraceAt {
  /** Epoch ms. */
  at: number;
  trace: Trace;
}

/** What was done for one call, in order. */
export async function tracesOf(db: Db, callId: string): Promise<TraceAt[]> {
  const rows = await db
    .selectFrom('call_traces')
    .select(['at', 'detail_json'])
    .where('call_id', '=', callId)
    .orderBy('at')
    .orderBy('key')
    .limit(mostShown)
    .execute();
  return reconciled(rows.map((row) => ({ at: row.at, trace: detail.parse(JSON.parse(row.detail_json)) })));
}

/**
 * What several processes noted of one call, as one account: a process that showed nothing knows nothing of the panels
 * of others. A panel that opened later shows what it shows by itself, so the earlier "not shown" stays. Pure.
 */
export function reconciled(traces: readonly TraceAt[]): TraceAt[] {
  const firstShown = new Map<string, Trace>();
  for (const { trace } of traces.toSorted(byTime))
    if (trace.kind === 'pop' && trace.shown && !firstShown.has(popOf(trace)))
      firstShown.set(popOf(trace), trace);
  return traces.flatMap(({ at, trace }): TraceAt[] => {
    if (trace.kind !== 'pop') return [{ at, trace }];
    const { across, ...told } = trace;
    const first = firstShown.get(popOf(trace));
    if (trace.shown ? first !== trace : across && first?.kind === 'pop' && first.across) return [];
    return [{ at, trace: told }];
  });
}

function popOf({ agentId, state }: Extract<Trace, { kind: 'pop' }>): string {
  return `${agentId} ${state}`;
}

function byTime(a: TraceAt, b: TraceAt): number {
  return a.at - b.at;
}
