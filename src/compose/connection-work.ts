import type { Engine } from '../activity/engine.ts';
import type { Connection } from '../crm/connection.ts';
import type { ConnectorModule } from '../crm/contract.ts';
import { createStandings } from '../crm/standing.ts';
import type { ConnectionAdmin } from '../http/connection-admin.ts';
import { createMirror, type Mirror, type MirroredConnection } from '../lookup/mirror.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { createConnectionAdmin } from './connection-admin.ts';
import { createConnectionChecks, type ConnectionChecks } from './connection-checks.ts';
import type { OwnBooks } from './connection-removal.ts';
import type { Foundation } from './foundation.ts';

export interface ConnectionWorkDeps extends Pick<Foundation, 'db' | 'connections' | 'agents' | 'fetch'> {
  modules: readonly ConnectorModule[];
  engine: Pick<Engine, 'wake' | 'resume'>;
  books: OwnBooks;
  clock: Clock;
  log: Log;
  isOurs?: (() => boolean) | undefined;
  /** Without a trailing slash. */
  publicUrl: () => string;
}

export interface ConnectionWork {
  mirror: Mirror;
  checks: ConnectionChecks;
  admin: ConnectionAdmin;
  /** Begins to mirror, and to set up what is not set up yet. */
  start(): void;
  /** Brings the index level with the contact books, which are ours; a CRM may take its time. */
  refreshBooks(): Promise<void>;
}

/** How often contact books are looked at for changes that nobody told us of. */
const mirrorEveryMs = 60_000;

export function createConnectionWork(deps: ConnectionWorkDeps): ConnectionWork {
  const { connections, clock } = deps;
  const mirrored = (): MirroredConnection[] =>
    connections.list().flatMap((one) => (mayBeAsked(one, clock()) ? [{ ...one, country: null }] : []));
  const mirror = createMirror({ ...deps, connections: mirrored, everyMs: mirrorEveryMs });
  const standings = createStandings(deps.db);
  const checks = createConnectionChecks({ ...deps, standings });
  return {
    ...{ mirror, checks },
    admin: createConnectionAdmin({ ...deps, mirror, standings, checks }),
    start() {
      mirror.start();
      checks.start();
    },
    async refreshBooks() {
      const books = connections.list().filter(({ capabilities }) => capabilities.indexIsComplete);
      await Promise.all(books.map(({ id }) => mirror.refresh(id)));
    },
  };
}

/** Nothing is asked of a connection that is paused or suspended, or before its quota allows. */
function mayBeAsked({ status, pausedUntil }: Connection, now: number): boolean {
  return status === 'active' && (pausedUntil ?? 0) <= now;
}
