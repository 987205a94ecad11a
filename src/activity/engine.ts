import { createLane, type EngineConnections, type Lane, type LaneDeps } from './lane.ts';
import { makeDue } from './retry.ts';
import { createRunner, type Runner, type RunnerDeps } from './runner.ts';

const elsewhereMs = 100;

export interface EngineConfig {
  /** For one call to a CRM. */
  deadlineMs: number;
  /** Rows that come so soon after a request wait for others to go with. */
  gatherMs: number;
  /** How long a stopping engine waits for answers before it takes them for lost. */
  stopMs: number;
  /** Longest time without a look at the table. */
  pollMs: number;
  /** Pause after the database failed. */
  errorMs: number;
}

export interface EngineDeps extends Omit<LaneDeps, 'stop' | 'config'> {
  connections: EngineConnections;
  config: EngineConfig;
  /** Who takes the turns of a connection, and when; without it this process does. */
  runnerOf?: ((connectionId: string, deps: RunnerDeps) => Runner) | undefined;
}

/**
 * Brings what the outbox holds to the CRMs. The table is the truth and any number of engines may work on it; an
 * engine only knows when to look next.
 */
export interface Engine {
  readonly start: () => void;
  /** There is something new: an activity, or a connection. */
  readonly wake: () => void;
  /** Does one batch of this connection; epoch ms of the next, null: not before there is something new. */
  readonly turn: (connectionId: string) => Promise<number | null>;
  /** Resolves when nothing is under way and nothing due now. */
  readonly idle: () => Promise<void>;
  /** Takes no new work, waits for answers at most `stopMs`, and hands the rest back; still rings for others. */
  readonly stop: () => Promise<void>;
  /** Sends a dead or waiting activity again now. False: there is none with this id. */
  readonly retry: (activityId: string) => Promise<boolean>;
  /** Sends all dead activities of a connection again; resolves to how many. */
  readonly retryDead: (connectionId: string) => Promise<number>;
  /** A suspended connection was mended: goes on with it. */
  readonly resume: (connectionId: string) => Promise<void>;
}

export function createEngine(deps: EngineDeps): Engine {
  const { db, connections, clock, config, log, runnerOf = runnerHere } = deps;
  const lanes = new Map<string, { lane: Lane; runner: Runner }>();
  const stop = new AbortController();
  const underWay = createUnderWay();
  let started = false;
  let stopping = false;

  const open = (id: string) => {
    const lane = createLane({ ...deps, stop: stop.signal }, id);
    const runner = runnerOf(id, { turn: () => lane.turn(), clock, onError: failedTurn(log, id), ...config });
    const opened = { lane, runner };
    lanes.set(id, opened);
    return opened;
  };
  const wake = (): void => {
    if (!started) return;
    if (!stopping) for (const { id } of connections.list()) if (!lanes.has(id)) open(id);
    for (const { runner } of lanes.values()) runner.wake();
  };
  const idle = async (): Promise<void> => {
    await Promise.all([...lanes.values()].map(({ runner }) => runner.idle()));
    await underWay.idle();
  };
  const wakeIf = (worked: boolean): boolean => {
    if (worked) wake();
    return worked;
  };

  return {
    start() {
      started = true;
      wake();
    },
    wake,
    idle,
    async turn(id) {
      // Whoever is asked next does it.
      if (!started || stopping) return started ? clock() + elsewhereMs : null;
      return underWay.add((lanes.get(id) ?? open(id)).lane.turn());
    },
    async stop() {
      stopping = true;
      for (const { runner } of lanes.values()) runner.stop();
      const timer = setTimeout(() => {
        stop.abort();
      }, config.stopMs);
      await idle();
      clearTimeout(timer);
    },
    retry: async (activityId) => wakeIf((await makeDue(db, { activityId }, clock())) > 0),
    async retryDead(connectionId) {
      const count = await makeDue(db, { deadOf: connectionId }, clock());
      wakeIf(count > 0);
      return count;
    },
    async resume(connectionId) {
      await connections.resume(connectionId);
      lanes.get(connectionId)?.lane.reset();
      wake();
    },
  };
}

const runnerHere: NonNullable<EngineDeps['runnerOf']> = (_id, deps) => createRunner(deps);

/** Turns that somebody else began. */
function createUnderWay() {
  const turns = new Set<Promise<unknown>>();
  return {
    add<T>(turn: Promise<T>): Promise<T> {
      turns.add(turn);
      return turn.finally(() => turns.delete(turn));
    },
    idle: () => Promise.allSettled(turns),
  };
}

const failedTurn = (log: LaneDeps['log'], id: string) => (error: unknown) => {
  log.warn({ connectionId: id, ...errorFields(error) }, 'a turn of the logging engine failed');
};

/** A database's message may quote what it was given. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  return { error: error.name, ...('code' in error ? { code: String(error.code) } : {}) };
}
