import type { CommitStep, CommitWatch } from '../calls/commit-watch.ts';
import type { Item } from '../calls/item.ts';
import { callIdOf } from '../calls/record.ts';
import type { Clock } from '../platform/clock.ts';
import type { Span, Tracing } from '../platform/tracing.ts';

export interface EventSpansDeps {
  record: Tracing['record'];
  clock: Clock;
}

interface Transaction {
  begunAt: number;
  /** How many events share it. */
  events: number;
  steps: { step: CommitStep; at: number }[];
  /** Ids of calls. */
  changed: ReadonlySet<string>;
}

interface UnderWay {
  /** Read off the wire, and understood or not. */
  parsedAt: number;
  /** The last that was tried. */
  transaction: Transaction | null;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * A trace for each event: parse, wait, then what the transaction did step by step, then the disk. What an event is
 * about is said by the call's id alone.
 */
export function createEventSpans({ record, clock }: EventSpansDeps): CommitWatch {
  const underWay = new WeakMap<readonly Item[], UnderWay>();
  let current: Transaction = { begunAt: 0, events: 0, steps: [], changed: nothing };
  const now = preciseNow(clock);

  return {
    received: (items) => void underWay.set(items, { parsedAt: now(), transaction: null }),
    begun(requests) {
      const events = requests.reduce((sum, items) => sum + items.length, 0);
      current = { begunAt: now(), events, steps: [], changed: nothing };
      for (const items of requests) {
        const one = underWay.get(items);
        if (one !== undefined) one.transaction = current;
      }
    },
    reached: (step) => void current.steps.push({ step, at: now() }),
    changed: (callIds) => void (current.changed = new Set(callIds)),
    ended(items, how) {
      const one = underWay.get(items);
      if (one === undefined) return;
      underWay.delete(items);
      const endedAt = now();
      for (const item of items) record(traceOf(item, one, { how, endedAt }));
    },
  };
}

/** With fractions of a ms, within the ms that `clock` tells, and never back but where that was set back. */
function preciseNow(clock: Clock): () => number {
  let offset = clock() - performance.now();
  let last = 0;
  return () => {
    const guess = performance.now() + offset;
    const told = clock();
    const precise = Math.min(Math.max(guess, told), told + 0.999);
    offset += precise - guess;
    last = precise < last && last - precise < 1 ? last : precise;
    return last;
  };
}

interface End {
  how: 'stored' | 'refused';
  endedAt: number;
}

function traceOf(item: Item, { parsedAt, transaction }: UnderWay, { how, endedAt }: End): Span {
  const { source, event, receivedAt } = item;
  const callId = event?.callId === undefined ? null : callIdOf(source.id, event.callId);
  const waitedUntil = transaction?.begunAt ?? endedAt;
  const steps = transaction === null ? [] : stepsOf(transaction, callId);
  return {
    name: 'event',
    kind: 'server',
    startedAt: receivedAt,
    endedAt,
    attributes: attributesOf(item, callId, transaction),
    fault: how === 'refused' ? 'not_stored' : null,
    children: [
      { name: 'parse', startedAt: receivedAt, endedAt: parsedAt, attributes: {} },
      { name: 'wait', startedAt: parsedAt, endedAt: waitedUntil, attributes: {} },
      ...steps,
      ...(how === 'stored' ? flushOf(transaction, endedAt) : []),
    ],
  };
}

function flushOf(transaction: Transaction | null, endedAt: number): Span[] {
  const committed = transaction?.steps.find(({ step }) => step === 'commit');
  if (committed === undefined) return [];
  return [{ name: 'flush', startedAt: committed.at, endedAt, attributes: {} }];
}

function attributesOf(
  { source, event, status, name }: Item,
  callId: string | null,
  transaction: Transaction | null,
): Span['attributes'] {
  return {
    'ringside.source': source.name,
    'ringside.event.status': status,
    // What is not understood may be named anything.
    ...(event === null || name === null ? null : { 'ringside.event': name }),
    ...(callId === null ? null : { 'ringside.call_id': callId }),
    ...(transaction === null ? null : { 'ringside.transaction.events': transaction.events }),
  };
}

/** Each step from the end of the one before. What changed nothing of a call showed nobody anything. */
function stepsOf({ begunAt, steps, changed }: Transaction, callId: string | null): Span[] {
  const spans: Span[] = steps.map(({ step, at }, i) => {
    return { name: step, startedAt: steps[i - 1]?.at ?? begunAt, endedAt: at, attributes: {} };
  });
  const popped = callId !== null && changed.has(callId);
  return spans.filter(({ name }) => name !== 'pops' || popped);
}
