import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createGroupCommit, NotStored, type GroupCommitDeps } from '../../src/platform/group-commit.ts';

class Locked extends Error {}

/** A store that keeps what was committed, and fails as it is told to. */
function aStore(change: Partial<GroupCommitDeps<string>> = {}) {
  const groups: string[][] = [];
  const faults: unknown[] = [];
  const store = {
    groups,
    faults,
    attempts: 0,
    fault: (works: readonly string[]): Error | null => (works.length === 0 ? new Error('nothing') : null),
    after: (): void => undefined,
    durable: Promise.resolve(),
    /** While set, commits wait for it. */
    gate: Promise.resolve(),
  };
  const commit = createGroupCommit<string>({
    async commit(works) {
      store.attempts += 1;
      await store.gate;
      const fault = store.fault(works);
      if (fault !== null) throw fault;
      groups.push([...works]);
      return { after: () => store.after(), durable: store.durable };
    },
    passing: (error) => error instanceof Locked,
    onError: (error) => faults.push(error),
    maxWaiting: 100,
    patienceMs: 150,
    ...change,
  });
  return { store, commit };
}

function aGate() {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open: () => open() };
}

const outcomes = async (works: readonly Promise<void>[]): Promise<string[]> =>
  (await Promise.allSettled(works)).map((one) =>
    one.status === 'fulfilled' ? 'stored' : one.reason instanceof NotStored ? 'refused' : 'broken',
  );

describe('works', () => {
  it('of one turn share one transaction, in their order', async () => {
    const { store, commit } = aStore();
    await Promise.all(['a', 'b', 'c'].map(commit.submit));
    expect(store.groups).toEqual([['a', 'b', 'c']]);
  });

  it('that are very many share a few transactions, in their order', async () => {
    const { store, commit } = aStore({ maxWaiting: 5_000 });
    const works = Array.from({ length: 2_500 }, (_, at) => String(at));
    await Promise.all(works.map(commit.submit));
    expect(store.groups.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(store.groups.flat()).toEqual(works);
    await commit.idle();
  });

  it('that find a lock are refused after a while, also when the clock is set back meanwhile', async () => {
    const { store, commit } = aStore();
    const clock = vi.spyOn(Date, 'now');
    store.fault = () => {
      clock.mockReturnValue(Date.UTC(2020));
      return new Locked();
    };
    expect(await outcomes([commit.submit('a')])).toEqual(['refused']);
    clock.mockRestore();
  });

  it('that arrive while a transaction is under way share the next', async () => {
    const { store, commit } = aStore();
    const { gate, open } = aGate();
    store.gate = gate;
    const first = commit.submit('a');
    await turn();
    await turn();
    const others = ['b', 'c'].map(commit.submit);
    await turn();
    open();
    await Promise.all([first, ...others]);
    expect(store.groups).toEqual([['a'], ['b', 'c']]);
  });

  it('are acknowledged only once the disk has them, while the next are stored already', async () => {
    const { store, commit } = aStore();
    const { gate, open } = aGate();
    store.durable = gate;
    let acknowledged = 0;
    const submit = async (work: string): Promise<void> => {
      await commit.submit(work);
      acknowledged += 1;
    };
    const first = submit('a');
    while (store.groups.length < 1) await turn();
    const second = submit('b');
    while (store.groups.length < 2) await turn();
    expect(acknowledged).toBe(0);
    open();
    await Promise.all([first, second]);
    expect(acknowledged).toBe(2);
  });

  it('of a crowd gather while the disk works on the crowd before them', async () => {
    const { store, commit } = aStore();
    const { gate, open } = aGate();
    store.durable = gate;
    const crowd = Array.from({ length: 20 }, (_, n) => commit.submit(`first ${n}`));
    while (store.groups.length < 1) await turn();
    const next = Array.from({ length: 5 }, (_, n) => commit.submit(`next ${n}`));
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(store.groups).toHaveLength(1);
    open();
    await Promise.all([...crowd, ...next]);
    expect(store.groups.map((group) => group.length)).toEqual([20, 5]);
  });

  it('are refused when the disk does not say that it has them', async () => {
    const { store, commit } = aStore();
    store.durable = Promise.reject(new Error('I/O error'));
    store.durable.catch(() => undefined);
    expect(await outcomes([commit.submit('a')])).toEqual(['refused']);
    expect(store.faults).toHaveLength(1);
    store.durable = Promise.resolve();
    expect(await outcomes([commit.submit('a')])).toEqual(['stored']);
  });

  it('are acknowledged only once their transaction is durable', async () => {
    const { store, commit } = aStore();
    const { gate, open } = aGate();
    store.gate = gate;
    let acknowledged = false;
    const work = commit.submit('a').then(() => {
      acknowledged = true;
    });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(acknowledged).toBe(false);
    open();
    await work;
    expect(store.groups).toEqual([['a']]);
  });

  it('do not fail with a neighbour that cannot be stored', async () => {
    const { store, commit } = aStore();
    store.fault = (works) => (works.includes('bad') ? new Error('constraint') : null);
    expect(await outcomes(['a', 'bad', 'b'].map(commit.submit))).toEqual(['stored', 'refused', 'stored']);
    expect(store.groups).toEqual([['a'], ['b']]);
  });

  it('wait out a lock, and nobody learns of it', async () => {
    const { store, commit } = aStore();
    store.fault = () => (store.attempts < 3 ? new Locked() : null);
    expect(await outcomes(['a', 'b'].map(commit.submit))).toEqual(['stored', 'stored']);
    expect(store.groups).toEqual([['a', 'b']]);
    expect(store.faults).toEqual([]);
  });

  it('are refused together when the lock stays: no one waits longer for having neighbours', async () => {
    const { store, commit } = aStore();
    store.fault = () => new Locked();
    const began = Date.now();
    const works = Array.from({ length: 200 }, (_, at) => commit.submit(String(at)));
    expect(new Set(await outcomes(works))).toEqual(new Set(['refused']));
    expect(Date.now() - began).toBeLessThan(150 * 50);
    expect(store.faults[0]).toBeInstanceOf(Locked);
  });

  it('beyond the bound are refused at once', async () => {
    const { commit } = aStore({ maxWaiting: 2 });
    expect(await outcomes(['a', 'b', 'c'].map(commit.submit))).toEqual(['stored', 'stored', 'refused']);
    expect(await outcomes([commit.submit('d')])).toEqual(['stored']);
  });

  it('stay stored when what follows fails', async () => {
    const { store, commit } = aStore();
    store.after = () => {
      throw new Error('a screen could not be told');
    };
    expect(await outcomes([commit.submit('a')])).toEqual(['stored']);
    expect(store.faults).toHaveLength(1);
    store.after = () => undefined;
    expect(await outcomes([commit.submit('b')])).toEqual(['stored']);
  });

  it('can be waited for', async () => {
    const { store, commit } = aStore();
    await commit.idle();
    const works = ['a', 'b'].map(commit.submit);
    await commit.idle();
    expect(store.groups).toEqual([['a', 'b']]);
    await Promise.all(works);
  });

  it('let others have their turn between transactions', async () => {
    const { commit } = aStore();
    let others = 0;
    const timer = sleep(0).then(() => {
      others += 1;
    });
    const keepBusy = async (left: number): Promise<void> => {
      await commit.submit('x');
      if (left > 0 && others === 0) await keepBusy(left - 1);
    };
    await keepBusy(10_000);
    await timer;
    expect(others).toBe(1);
  });
});
