import type { StoredCall } from '../model/call.ts';
import { createGroupCommit } from '../platform/group-commit.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';
import type { Trx } from '../store/hot.ts';
import { divide, unfoldedCalls } from './backlog.ts';
import { amend, foldArrivals, journal, type Amendment, type Arrivals, type CallChange } from './commit.ts';
import type { Item } from './item.ts';
import { createSettleTimer } from './settle-timer.ts';
import { settle, type SettleDeps } from './settle.ts';

export interface CallsDeps extends SettleDeps {
  db: Db;
  log: Log;
  maxWaiting: number;
  patienceMs: number;
  /** Runs inside the transaction, after all calls: saves presence. */
  alongside(trx: Trx): Promise<void>;
  /** What one transaction made of calls, once it is durable; `settled`: those that may have work to do now. */
  onCommitted(changes: readonly CallChange[], settled: readonly StoredCall[]): void;
}

type Work =
  | { kind: 'items'; items: readonly Item[] }
  | { kind: 'amend'; id: string; change: Amendment }
  | { kind: 'settle'; ids: readonly string[] }
  /** Folds what waits in the journal; after a crash also what waited then. */
  | { kind: 'catch_up'; left: Arrivals };

export interface Calls {
  /** Resolves when the items are durable; rejects with `NotStored`. */
  receive(items: readonly Item[]): Promise<void>;
  /** Changes what we found out of a call ourselves: matches, lookup. */
  amend(id: string, change: Amendment): Promise<void>;
  start(): void;
  /** Stores what is waiting; nothing may be received after it. */
  stop(): Promise<void>;
}

/** The only writer of journal and calls: everything that changes a call goes through one queue. */
export function createCalls(deps: CallsDeps): Calls {
  /** Journalled, acknowledged, not folded yet. */
  let waiting: Arrivals = nothing;
  const writer = createGroupCommit<Work>({
    commit: async (works) => {
      const committed = await commitAll(deps, waiting, works);
      waiting = committed.waiting;
      if (waiting.size > 0) catchUp(nothing);
      timer.wakeAt(deps.clock() + deps.settleAfterMs);
      return () => deps.onCommitted(committed.changes, committed.settled);
    },
    passing: isLocked,
    onError: (error) => deps.log.error({ err: error }, 'calls could not be stored'),
    maxWaiting: deps.maxWaiting,
    patienceMs: deps.patienceMs,
  });

  const timer = createSettleTimer({
    ...deps,
    settle: (ids) => writer.submit({ kind: 'settle', ids }),
    isBusy: () => waiting.size > 0,
  });

  let catchingUp = false;
  function catchUp(left: Arrivals): void {
    if (catchingUp && left.size === 0) return;
    catchingUp = true;
    writer.submit({ kind: 'catch_up', left }).then(
      () => (catchingUp = false),
      // Whatever is stored next takes it along.
      () => (catchingUp = false),
    );
  }

  async function recover(): Promise<void> {
    const calls = await unfoldedCalls(deps.db);
    const left = calls.map(({ id, sourceId, receivedAt }) => {
      return [id, { source: deps.source(sourceId), receivedAt, entries: [] }] as const;
    });
    if (left.length > 0) catchUp(new Map(left));
  }

  return {
    async receive(items) {
      await writer.submit({ kind: 'items', items });
    },
    amend: (id, change) => writer.submit({ kind: 'amend', id, change }),
    start() {
      recover().catch((error: unknown) =>
        deps.log.error({ err: error }, 'calls could not be caught up with'),
      );
      timer.wakeAt(0);
    },
    async stop() {
      await timer.stop();
      await writer.idle();
    },
  };
}

const nothing: Arrivals = new Map();

interface Committed {
  changes: CallChange[];
  settled: StoredCall[];
  waiting: Arrivals;
}

/** One transaction for all works: the journal first, then the calls, then what was found out, then what is over. */
async function commitAll(deps: CallsDeps, before: Arrivals, works: readonly Work[]): Promise<Committed> {
  const committed: Committed = { changes: [], settled: [], waiting: before };
  try {
    await deps.db.transaction().execute(async (trx) => {
      const items = works.flatMap((work) => (work.kind === 'items' ? work.items : []));
      const arrived = await journal(deps, trx, items);
      const { due, waiting } = divide(withLeft(before, works), arrived, {
        events: items.length,
        now: deps.clock(),
        needed: neededBy(works),
      });
      committed.waiting = waiting;
      committed.changes.push(...(await foldArrivals(deps, trx, due)));
      for (const work of works) await workOn(deps, trx, work, committed);
      await deps.alongside(trx);
    });
  } catch (error) {
    deps.calls.rolledBack();
    throw error;
  }
  deps.calls.committed();
  return committed;
}

async function workOn(deps: CallsDeps, trx: Trx, work: Work, { changes, settled }: Committed): Promise<void> {
  if (work.kind === 'amend') changes.push(...(await amend(deps, trx, [work.id], work.change)));
  if (work.kind !== 'settle') return;
  const done = await settle(deps, trx, work.ids);
  changes.push(...done.ended);
  settled.push(...done.settled);
}

function withLeft(waiting: Arrivals, works: readonly Work[]): Arrivals {
  const left = works.flatMap((work) => (work.kind === 'catch_up' ? [...work.left] : []));
  return left.length === 0 ? waiting : new Map([...left, ...waiting]);
}

function neededBy(works: readonly Work[]): Set<string> {
  return new Set(
    works.flatMap((work) => {
      if (work.kind === 'amend') return [work.id];
      return work.kind === 'settle' ? work.ids : [];
    }),
  );
}

/** Another process holds SQLite's lock: a backup, a shell. */
function isLocked(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}
