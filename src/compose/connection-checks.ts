import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import type { Connector } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import { ConnectorError } from '../crm/errors.ts';
import { failed, passed, type KeptCheck, type Standing, type Standings } from '../crm/standing.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { addressRefusedIn } from '../platform/outbound.ts';

export interface ConnectionChecksDeps {
  connections: Pick<Connections, 'list' | 'get'>;
  standings: Pick<Standings, 'of' | 'keepCheck'>;
  clock: Clock;
  log: Log;
  /** False: another process looks after all connections. */
  isOurs?: (() => boolean) | undefined;
  /** How often it is looked whether they are ours, and one of them was forgotten, ms. */
  lookEveryMs?: number;
  /** Before a check that failed is made again, ms; doubled with each failure. */
  againMs?: number;
}

export interface CheckedAt {
  result: KeptCheck;
  /** Epoch ms. */
  at: number;
}

/** The check is also the set-up: it makes in the CRM what is missing there. */
export interface ConnectionChecks {
  /** Checks now, or waits for the check under way, and keeps what was found. */
  check(connection: Connection): Promise<CheckedAt>;
  /** Checks in the background, again and again, until a check has passed with the settings of now. Returns at once. */
  see(connectionId: string): void;
  /** `see` for every connection, in the one process whose they are; also when it becomes that process. */
  start(): void;
  stop(): Promise<void>;
}

/** The check creates what is missing in the CRM, which takes it a few seconds. */
const checkMs = 30_000;
const firstAgainMs = 60_000;
const longestAgainMs = 3_600_000;
const lookEveryMs = 60_000;

export function createConnectionChecks(deps: ConnectionChecksDeps): ConnectionChecks {
  const { connections, standings, clock, log } = deps;
  const stopped = new AbortController();
  const underWay = new Map<Connector, Promise<CheckedAt>>();
  /** Have passed, so that nobody need look again. */
  const known = new WeakSet<Connector>();
  let looking: NodeJS.Timeout | undefined;

  async function checkAndKeep({ id, connector }: Connection): Promise<CheckedAt> {
    const result = await checkOf(connector, stopped.signal);
    const at = clock();
    // Settings that are no longer those of the connection say nothing of it.
    if (connections.get(id)?.connector === connector && !stopped.signal.aborted)
      await standings.keepCheck(id, result, at);
    return { result, at };
  }

  function check(connection: Connection): Promise<CheckedAt> {
    const { connector } = connection;
    const one = underWay.get(connector) ?? checkAndKeep(connection).finally(() => underWay.delete(connector));
    underWay.set(connector, one);
    return one;
  }

  async function seeTo(id: string, failures: number): Promise<void> {
    const connection = connections.get(id);
    // Whoever ends a pause or a suspension has it seen to again.
    if (connection?.status !== 'active') return;
    if (hasPassed((await standings.of(id)).check)) return void known.add(connection.connector);
    const { result } = await check(connection);
    if (result.error === null || stopped.signal.aborted) return;
    log.warn({ connection: connection.name, code: result.error.code }, 'the connection could not be checked');
    later(id, failures + 1);
  }

  const agenda = createAgenda(async (id, failures) => {
    try {
      await seeTo(id, failures);
    } catch (error) {
      log.error({ err: error, connection: id }, 'the connection could not be checked');
      later(id, failures + 1);
    }
  });

  function later(id: string, failures: number): void {
    if (stopped.signal.aborted) return;
    const again = Math.min((deps.againMs ?? firstAgainMs) * 2 ** (failures - 1), longestAgainMs);
    agenda.put(id, failures, failures === 0 ? 0 : again);
  }

  /** What waits for its next check is seen to already. */
  function look(): void {
    if (!(deps.isOurs?.() ?? true)) return;
    for (const { id, connector } of connections.list())
      if (!agenda.has(id) && !known.has(connector)) later(id, 0);
  }

  return {
    check,
    see: (id) => later(id, 0),
    start() {
      look();
      looking = setInterval(look, deps.lookEveryMs ?? lookEveryMs);
    },
    async stop() {
      stopped.abort();
      clearInterval(looking);
      await agenda.stop();
    },
  };
}

const hasPassed = (check: Standing['check']): boolean => check !== null && check.result.error === null;

/** What is to be done later, one thing for each connection. */
function createAgenda(work: (id: string, failures: number) => Promise<void>) {
  const timers = new Map<string, NodeJS.Timeout>();
  const working = new Set<Promise<void>>();
  return {
    put(id: string, failures: number, afterMs: number): void {
      clearTimeout(timers.get(id));
      const run = (): void => {
        const done = work(id, failures).finally(() => {
          working.delete(done);
          if (timers.get(id) === timer) timers.delete(id);
        });
        working.add(done);
      };
      const timer = setTimeout(run, afterMs).unref();
      timers.set(id, timer);
    },
    /** Waits for its time, or is being done. */
    has: (id: string): boolean => timers.has(id),
    async stop(): Promise<void> {
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(working);
    },
  };
}

async function checkOf(connector: Connector, stop: AbortSignal): Promise<KeptCheck> {
  try {
    return passed(
      await withDeadline({ ms: checkMs, stop, missed: 'unavailable' }, (x) => connector.check(x)),
    );
  } catch (error) {
    if (error instanceof ConnectorError)
      return failed(error.code, addressRefusedIn(error)?.message ?? error.message);
    throw error;
  }
}
