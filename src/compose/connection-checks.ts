import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import type { Connector } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import { ConnectorError } from '../crm/errors.ts';
import { failed, passed, type KeptCheck, type Standings } from '../crm/standing.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { addressRefusedIn } from '../platform/outbound.ts';

export interface ConnectionChecksDeps {
  connections: Pick<Connections, 'list' | 'get'>;
  standings: Pick<Standings, 'of' | 'keepCheck'>;
  clock: Clock;
  log: Log;
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
  /** `see` for every connection. */
  start(): void;
  stop(): Promise<void>;
}

/** The check creates what is missing in the CRM, which takes it a few seconds. */
const checkMs = 30_000;
const firstAgainMs = 60_000;
const longestAgainMs = 3_600_000;

export function createConnectionChecks(deps: ConnectionChecksDeps): ConnectionChecks {
  const { connections, standings, clock, log } = deps;
  const stopped = new AbortController();
  const underWay = new Map<Connector, Promise<CheckedAt>>();
  const working = new Set<Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();

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

  async function hasPassed(id: string): Promise<boolean> {
    const kept = (await standings.of(id)).check;
    return kept !== null && kept.result.error === null;
  }

  async function seeTo(id: string, failures: number): Promise<void> {
    const connection = connections.get(id);
    // Whoever ends a pause or a suspension has it seen to again.
    if (connection?.status !== 'active' || (await hasPassed(id))) return;
    const { result } = await check(connection);
    if (result.error === null || stopped.signal.aborted) return;
    log.warn({ connection: connection.name, code: result.error.code }, 'the connection could not be checked');
    later(id, failures + 1);
  }

  function later(id: string, failures: number): void {
    clearTimeout(timers.get(id));
    const again = Math.min((deps.againMs ?? firstAgainMs) * 2 ** (failures - 1), longestAgainMs);
    const run = (): void => {
      const work = seeTo(id, failures).catch((error: unknown) => {
        log.error({ err: error, connection: id }, 'the connection could not be checked');
        if (!stopped.signal.aborted) later(id, failures + 1);
      });
      working.add(work);
      void work.finally(() => working.delete(work));
    };
    timers.set(id, setTimeout(run, failures === 0 ? 0 : again).unref());
  }

  return {
    check,
    see: (id) => later(id, 0),
    start() {
      for (const { id } of connections.list()) later(id, 0);
    },
    async stop() {
      stopped.abort();
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
