/** Raised for work that could not be stored; the sender may try again. */
export class NotStored extends Error {
  override readonly name = 'NotStored';
}

export interface GroupCommitDeps<W> {
  /**
   * Stores all works in one transaction, in order, and answers what is to happen once they are durable. Throws
   * when nothing was stored.
   */
  commit(works: readonly W[]): Promise<() => void>;
  /** True for faults that pass by themselves: another process holds the lock. */
  passing(error: unknown): boolean;
  onError(error: unknown): void;
  /** More than this many waiting works are refused at once. */
  maxWaiting: number;
  /** How long passing faults are waited out before the sender is told, ms. */
  patienceMs: number;
}

export interface GroupCommit<W> {
  /** Resolves when the work is durable; rejects with `NotStored`. */
  submit(work: W): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

interface Waiting<W> {
  work: W;
  resolve(): void;
  reject(error: NotStored): void;
}

const pauseMs = 50;
const mostGatheringMs = 2;

/**
 * Works that arrive in one turn of the event loop, or while another commit is under way, share one transaction:
 * one flush to disk for all of them (a longer window is slower, not faster).
 */
export function createGroupCommit<W>(deps: GroupCommitDeps<W>): GroupCommit<W> {
  let waiting: Waiting<W>[] = [];
  let running = false;
  let idlers: (() => void)[] = [];

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      await whileGrowing(() => waiting.length);
      const group = waiting;
      waiting = [];
      await store(group);
      // Let the sockets be read: what has arrived meanwhile shares the next transaction.
      await new Promise(setImmediate);
    }
    running = false;
    for (const wake of idlers) wake();
    idlers = [];
  }

  async function store(group: readonly Waiting<W>[]): Promise<void> {
    try {
      const after = await patiently(() => deps.commit(group.map((one) => one.work)));
      runAfter(after);
      for (const one of group) one.resolve();
    } catch (error) {
      deps.onError(error);
      // One work that cannot be stored must not take its neighbours along; a lock that stays holds them all up.
      if (group.length > 1 && !deps.passing(error)) for (const one of group) await store([one]);
      else for (const one of group) one.reject(new NotStored('not stored', { cause: error }));
    }
  }

  async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + deps.patienceMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!deps.passing(error) || Date.now() >= giveUpAt) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  /** The works are durable whatever happens here: a fault is reported, not answered. */
  function runAfter(after: () => void): void {
    try {
      after();
    } catch (error) {
      deps.onError(error);
    }
  }

  return {
    submit: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= deps.maxWaiting) {
          reject(new NotStored('too much is waiting to be stored'));
          return;
        }
        waiting.push({ work, resolve, reject });
        if (running) return;
        running = true;
        setImmediate(() => void flush());
      }),
    idle: () => (running ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
  };
}

/** New connections are taken one a turn: as long as each turn brings something, the flush waits for the next. */
async function whileGrowing(length: () => number): Promise<void> {
  const until = performance.now() + mostGatheringMs;
  let before = 0;
  while (length() > before && performance.now() < until) {
    before = length();
    await new Promise(setImmediate);
  }
}
