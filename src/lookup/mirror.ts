import type { Connector, Ctx } from '../crm/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';
import { beginMirrorRun, restartMirror, type MirrorOf } from './mirror-rows.ts';

const runDeadlineMs = 10 * 60_000;

/** A connection as far as mirroring goes. */
export interface MirroredConnection extends MirrorOf {
  name: string;
  connector: Pick<Connector, 'contactChanges'>;
}

export interface MirrorDeps {
  db: Db;
  /** Those that may be asked now. */
  connections(): readonly MirroredConnection[];
  clock: Clock;
  log: Log;
  everyMs: number;
  /** False: another process looks at the connections now and then. */
  isOurs?: (() => boolean) | undefined;
}

export interface Mirror {
  start(): void;
  /** Fetches what is new of one connection; resolves when the index has it. */
  refresh(connectionId: string): Promise<void>;
  refreshAll(): Promise<void>;
  /** Tells all contacts of one connection anew; the index keeps what it has until that is done. */
  restart(connectionId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps the phone index level with every connection's contacts. */
export function createMirror(deps: MirrorDeps): Mirror {
  const abort = new AbortController();
  const running = new Map<string, Promise<void>>();
  /** Runs that have not begun yet: one is enough for all who ask. */
  const next = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  /** One run at a time for each connection; who asks meanwhile waits for one more. */
  function refresh(id: string): Promise<void> {
    const waiting = next.get(id);
    if (waiting !== undefined) return waiting;
    const before = running.get(id) ?? Promise.resolve();
    const run = before
      .then(() => {
        next.delete(id);
        return mirrorOne(deps, id, abort.signal);
      })
      .catch((error: unknown) => {
        deps.log.warn({ err: error, connection: id }, 'contacts could not be mirrored');
      });
    next.set(id, run);
    running.set(id, run);
    return run;
  }

  async function refreshAll(): Promise<void> {
    await Promise.all(deps.connections().map((connection) => refresh(connection.id)));
  }

  return {
    start() {
      const look = (): void => {
        if (deps.isOurs?.() ?? true) void refreshAll();
      };
      look();
      timer = setInterval(look, deps.everyMs);
    },
    refresh,
    refreshAll,
    async restart(connectionId) {
      await restartMirror(deps.db, connectionId);
      void refresh(connectionId);
    },
    async stop() {
      clearInterval(timer);
      abort.abort();
      await Promise.all(running.values());
    },
  };
}

async function mirrorOne(deps: MirrorDeps, id: string, stopped: AbortSignal): Promise<void> {
  const connection = deps.connections().find((one) => one.id === id);
  const changes = connection?.connector.contactChanges?.bind(connection.connector);
  if (connection === undefined || changes === undefined || stopped.aborted) return;
  const run = await beginMirrorRun(deps.db, connection);
  if (run === null) return;
  const x: Ctx = {
    signal: AbortSignal.any([stopped, AbortSignal.timeout(runDeadlineMs)]),
    deadline: new Date(deps.clock() + runDeadlineMs),
  };
  const tellAll = async (): Promise<void> => {
    for await (const page of changes(run.cursor, x)) if (!(await run.store(page))) return;
    await run.finish(deps.clock());
  };
  await tellAll().catch(async (error: unknown) => {
    await run.fail(error instanceof Error ? error.message : String(error));
    throw error;
  });
}
