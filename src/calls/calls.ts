import type { StoredCall } from '../model/call.ts';
import { createGroupCommit } from '../platform/group-commit.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';
import type { Trx } from '../store/hot.ts';
import { amend, arrive, type Amendment, type CallChange } from './commit.ts';
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
  | { kind: 'settle'; ids: readonly string[] };

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
  const writer = createGroupCommit<Work>({
    commit: async (works) => {
      const after = await commitAll(deps, works);
      timer.wakeAt(deps.clock() + deps.settleAfterMs);
      return after;
    },
    passing: isLocked,
    onError: (error) => deps.log.error({ err: error }, 'calls could not be stored'),
    maxWaiting: deps.maxWaiting,
    patienceMs: deps.patienceMs,
  });

  const timer = createSettleTimer({ ...deps, settle: (ids) => writer.submit({ kind: 'settle', ids }) });

  return {
    async receive(items) {
      await writer.submit({ kind: 'items', items });
    },
    amend: (id, change) => writer.submit({ kind: 'amend', id, change }),
    start: () => timer.wakeAt(0),
    async stop() {
      await timer.stop();
      await writer.idle();
    },
  };
}

/** One transaction for all works: arrivals first, then what was found out, then what is over. */
async function commitAll(deps: CallsDeps, works: readonly Work[]): Promise<() => void> {
  const changes: CallChange[] = [];
  const settled: StoredCall[] = [];
  try {
    await deps.db.transaction().execute(async (trx) => {
      const items = works.flatMap((work) => (work.kind === 'items' ? work.items : []));
      changes.push(...(await arrive(deps, trx, items)));
      for (const work of works) {
        if (work.kind === 'amend') {
          changes.push(...(await amend(deps, trx, [work.id], work.change)));
        }
        if (work.kind === 'settle') {
          const done = await settle(deps, trx, work.ids);
          changes.push(...done.ended);
          settled.push(...done.settled);
        }
      }
      await deps.alongside(trx);
    });
  } catch (error) {
    deps.calls.rolledBack();
    throw error;
  }
  deps.calls.committed();
  return () => deps.onCommitted(changes, settled);
}

/** Another process holds SQLite's lock: a backup, a shell. */
function isLocked(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}
