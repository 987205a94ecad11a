/** Raised for work that could not be stored; the sender may try again. */
export class NotStored extends Error {
  override readonly name = 'NotStored';
}

export interface GroupCommitDeps<W> {
  /** Stores all works in one transaction, in order. Throws when nothing was stored. */
  commit(works: readonly W[]): Promise<Stored>;
  /** True for faults that pass by themselves: another process holds the lock. */
  passing(error: unknown): boolean;
  onError(error: unknown): void;
  /** More than this many waiting works are refused at once. */
  maxWaiting: number;
  /** How long passing faults are waited out before the sender is told, ms. */
  patienceMs: number;
}

export interface Stored {
  /** What is to happen now that everybody sees it: before it is durable. */
  after(): void;
  /** Resolves when it is durable; rejects when that cannot be said. */
  durable: Promise<void>;
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
/** So many works in one flush are a crowd. */
const crowd = 16;
/** A transaction holds no more works: one that fails is made again work by work, and locks are held as long as it takes. */
const mostTogether = 1_000;

/**
 * Works that arrive in one turn of the event loop, or while another commit is under way, share one transaction
 * (a longer window is slower, not faster). The disk is waited for beside the next transaction, not before it.
 */
export function createGroupCommit<W>(deps: GroupCommitDeps<W>): GroupCommit<W> {
  let waiting: Waiting<W>[] = [];
  let running = false;
  /** Stored, not durable yet. */
  let flushing = 0;
  let idlers: (() => void)[] = [];

  /** A crowd's flush is under way: what comes meanwhile gathers until it is as many, or until the flush is over. */
  const gathers = (): boolean => flushing >= crowd && waiting.length < flushing;

  function pump(): void {
    if (running || waiting.length === 0 || gathers()) return;
    running = true;
    setImmediate(() => void flush());
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0 && !gathers()) {
      await whileGrowing(() => waiting.length);
      const group = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      await store(deps, group, (stored, durable) => void acknowledge(stored, durable));
      // Let the sockets be read: what has arrived meanwhile shares the next transaction.
      await new Promise(setImmediate);
    }
    running = false;
    wakeIdlers();
  }

  function wakeIdlers(): void {
    if (running || flushing > 0 || waiting.length > 0) return;
    for (const wake of idlers) wake();
    idlers = [];
  }

  async function acknowledge(group: readonly Waiting<W>[], durable: Promise<void>): Promise<void> {
    flushing += group.length;
    try {
      await durable;
      for (const one of group) one.resolve();
    } catch (error) {
      deps.onError(error);
      for (const one of group) one.reject(new NotStored('not known to be stored', { cause: error }));
    }
    flushing -= group.length;
    pump();
    wakeIdlers();
  }

  return {
    submit: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length + flushing >= deps.maxWaiting) {
          reject(new NotStored('too much is waiting to be stored'));
          return;
        }
        waiting.push({ work, resolve, reject });
        pump();
      }),
    idle: () =>
      running || flushing > 0 || waiting.length > 0
        ? new Promise((resolve) => idlers.push(resolve))
        : Promise.resolve(),
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

/** Calls `committed` once for each transaction that it took. What cannot be stored is rejected. */
async function store<W>(
  deps: GroupCommitDeps<W>,
  group: readonly Waiting<W>[],
  committed: (group: readonly Waiting<W>[], durable: Promise<void>) => void,
): Promise<void> {
  try {
    const { after, durable } = await patiently(deps, () => deps.commit(group.map((one) => one.work)));
    committed(group, durable);
    runAfter(deps, after);
  } catch (error) {
    deps.onError(error);
    // One work that cannot be stored must not take its neighbours along; a lock that stays holds them all up.
    if (group.length > 1 && !deps.passing(error))
      for (const one of group) await store(deps, [one], committed);
    else for (const one of group) one.reject(new NotStored('not stored', { cause: error }));
  }
}

async function patiently<T>(
  deps: Pick<GroupCommitDeps<never>, 'passing' | 'patienceMs'>,
  attempt: () => Promise<T>,
): Promise<T> {
  // Not by the wall clock: set back meanwhile, it would hold the sender for as long.
  const giveUpAt = performance.now() + deps.patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!deps.passing(error) || performance.now() >= giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** The works are stored whatever happens here: a fault is reported, not answered. */
function runAfter({ onError }: Pick<GroupCommitDeps<never>, 'onError'>, after: () => void): void {
  try {
    after();
  } catch (error) {
    onError(error);
  }
}
