import type { StoredCall } from '../model/call.ts';
import { createGroupCommit } from '../platform/group-commit.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';
import { isPassing } from '../store/passing.ts';
import type { Committed, Trx } from '../store/hot.ts';
import { createCrowdMeter, divide, unfoldedCalls } from './backlog.ts';
import { createCatchUp } from './catch-up.ts';
import { amend, foldArrivals, journal, type Amendment, type Arrivals, type CallChange } from './commit.ts';
import { followed, reached } from './commit-watch.ts';
import type { Item } from './item.ts';
import { bytesHash } from './journal.ts';
import { callIdOf } from './record.ts';
import { createSettleTimer } from './settle-timer.ts';
import { settle, type SettleDeps } from './settle.ts';

export interface CallsDeps extends SettleDeps {
  db: Db;
  log: Log;
  maxWaiting: number;
  patienceMs: number;
  /** Where other processes write too: runs under the lock, before anything is made of these items. */
  before?(trx: Trx, items: readonly Item[]): Promise<void>;
  /** What else the items' lock is to hold. */
  namesToLock?(item: Item): readonly string[];
  /** Looks for calls that are due at least so often, whatever the timer knows, ms. */
  lookEveryMs?: number | undefined;
  /** Runs inside the transaction, after all calls: saves presence. */
  alongside(trx: Trx): Promise<void>;
  /** What one transaction made of calls, once it is committed; `settled`: those that may have work to do now. */
  onCommitted(changes: readonly CallChange[], settled: readonly StoredCall[]): void;
}

type Work =
  | { kind: 'items'; items: readonly Item[] }
  | { kind: 'amend'; id: string; change: Amendment }
  | { kind: 'settle'; ids: readonly string[] }
  | { kind: 'rewrite'; ids: readonly string[]; run: (trx: Trx) => Promise<void> }
  /** Folds what waits in the journal; after a crash also what waited then. */
  | { kind: 'catch_up'; left: Arrivals };

export interface Calls {
  /** Resolves when the items are durable; rejects with `NotStored`. */
  receive(items: readonly Item[]): Promise<void>;
  /** Changes what we found out of a call ourselves: matches, lookup. */
  amend(id: string, change: Amendment): Promise<void>;
  /** Lets `run` change the rows of these calls as it likes; whatever was held of them in memory is read anew. */
  rewrite(ids: readonly string[], run: (trx: Trx) => Promise<void>): Promise<void>;
  start(): void;
  /** Stores what is waiting; nothing may be received after it. */
  stop(): Promise<void>;
}

/** The only writer of journal and calls: everything that changes a call goes through one queue. */
export function createCalls(deps: CallsDeps): Calls {
  /** Journalled, acknowledged, not folded yet. */
  let waiting: Arrivals = nothing;
  const isCrowd = createCrowdMeter();
  let stopping = false;
  const writer = createGroupCommit<Work>({
    commit: async (works) => {
      // Another process may fold what waits here: each folds what it journals while it holds the call.
      const crowded = deps.hot.lock === null && isCrowd(eventsOf(works), deps.clock()) && !stopping;
      const { result, durable } = await commitAll(deps, { waiting, works, crowded });
      waiting = result.waiting;
      if (waiting.size > 0) catchUp.soon();
      timer.wakeAt(deps.clock() + deps.settleAfterMs);
      return { after: () => announce(deps, result), durable };
    },
    passing: isPassing,
    onError: (error) => deps.log.error({ err: error }, 'calls could not be stored'),
    maxWaiting: deps.maxWaiting,
    patienceMs: deps.patienceMs,
  });

  const timer = createSettleTimer({
    ...deps,
    longestSleepMs: deps.lookEveryMs,
    settle: (ids) => writer.submit({ kind: 'settle', ids }),
    isBusy: () => waiting.size > 0,
  });

  const catchUp = createCatchUp({ fold: (left) => writer.submit({ kind: 'catch_up', left }) });

  async function recover(): Promise<void> {
    const calls = await unfoldedCalls(deps.db);
    const left = calls.map(({ id, sourceId, receivedAt }) => {
      return [id, { source: deps.source(sourceId), receivedAt, entries: [] }] as const;
    });
    if (left.length > 0) await catchUp.now(new Map(left));
  }

  return {
    receive: (items) => followed(deps.watch, items, () => writer.submit({ kind: 'items', items })),
    amend: (id, change) => writer.submit({ kind: 'amend', id, change }),
    rewrite: (ids, run) => writer.submit({ kind: 'rewrite', ids, run }),
    start() {
      recover().catch((error: unknown) =>
        deps.log.error({ err: error }, 'calls could not be caught up with'),
      );
      timer.wakeAt(0);
    },
    async stop() {
      await timer.stop();
      stopping = true;
      await writer.idle();
      await catchUp.finish(() => waiting.size > 0);
    },
  };
}

const nothing: Arrivals = new Map();

const eventsOf = (works: readonly Work[]): number =>
  works.reduce((sum, work) => sum + (work.kind === 'items' ? work.items.length : 0), 0);

interface Outcome {
  changes: CallChange[];
  settled: StoredCall[];
  waiting: Arrivals;
}

function announce(deps: CallsDeps, { changes, settled }: Outcome): void {
  deps.onCommitted(changes, settled);
  reached(deps, 'pops');
  deps.watch?.changed(changes.map(({ after }) => after.id));
}

interface Commission {
  waiting: Arrivals;
  works: readonly Work[];
  /** Whatever can wait should. */
  crowded: boolean;
}

/** One transaction for all works: the journal first, then the calls, then what was found out, then what is over. */
async function commitAll(
  deps: CallsDeps,
  { waiting: before, works, crowded }: Commission,
): Promise<Committed<Outcome>> {
  try {
    const committed = await deps.hot.transact(async (trx) => {
      const outcome: Outcome = { changes: [], settled: [], waiting: before };
      const requests = works.flatMap((work) => (work.kind === 'items' ? [work.items] : []));
      const items = requests.flat();
      deps.watch?.begun(requests);
      if (deps.hot.lock !== null) {
        await deps.hot.lock(trx, namesToLock(deps, items, works));
        await deps.before?.(trx, items);
      }
      const arrived = await journal(deps, trx, items);
      reached(deps, 'journal');
      const { due, waiting } = divide(withLeft(before, works), arrived, {
        crowded,
        now: deps.clock(),
        needed: neededBy(works),
      });
      outcome.waiting = waiting;
      outcome.changes.push(...(await foldArrivals(deps, trx, due)));
      for (const work of works) await workOn(deps, trx, work, outcome);
      await deps.alongside(trx);
      return outcome;
    });
    deps.calls.committed();
    reached(deps, 'commit');
    return committed;
  } catch (error) {
    deps.calls.rolledBack();
    throw error;
  }
}

async function workOn(deps: CallsDeps, trx: Trx, work: Work, { changes, settled }: Outcome): Promise<void> {
  if (work.kind === 'amend') changes.push(...(await amend(deps, trx, [work.id], work.change)));
  if (work.kind === 'rewrite') {
    await work.run(trx);
    deps.calls.forget(work.ids);
  }
  if (work.kind !== 'settle') return;
  const done = await settle(deps, trx, work.ids);
  changes.push(...done.ended);
  settled.push(...done.settled);
}

function withLeft(waiting: Arrivals, works: readonly Work[]): Arrivals {
  const left = works.flatMap((work) => (work.kind === 'catch_up' ? [...work.left] : []));
  return left.length === 0 ? waiting : new Map([...left, ...waiting]);
}

/** The calls of these works, and what else must not be stored twice at once: events that belong to no call. */
function namesToLock(
  deps: Pick<CallsDeps, 'namesToLock'>,
  items: readonly Item[],
  works: readonly Work[],
): string[] {
  const ofItems = items.flatMap((item) => {
    const callId = item.event?.callId;
    const own = callId === undefined ? bytesHash(item) : callIdOf(item.source.id, callId);
    return [own, ...(deps.namesToLock?.(item) ?? [])];
  });
  const left = works.flatMap((work) => (work.kind === 'catch_up' ? [...work.left.keys()] : []));
  return [...ofItems, ...left, ...neededBy(works)];
}

function neededBy(works: readonly Work[]): Set<string> {
  return new Set(
    works.flatMap((work) => {
      if (work.kind === 'amend') return [work.id];
      return work.kind === 'settle' || work.kind === 'rewrite' ? work.ids : [];
    }),
  );
}
