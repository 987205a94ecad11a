import type { Kysely } from 'kysely';
import type { Capabilities, Connector } from '../crm/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Schema } from '../store/schema.ts';
import { claim, isAnyDue, nextDueAt } from './claims.ts';
import { deadlinesPerDelivery, deliver, type Destination } from './deliver.ts';
import { resolve, type ResolveDeps, type ResolvingConnection } from './resolve.ts';
import { backoffMs, type ConnectionSetback } from './outcome.ts';
import { decideAll, setbackOf, writeResults, type Decided } from './results.ts';

/** A connection that answers nothing is asked at most this seldom; each row has its own, longer, patience. */
const slowestMs = 30_000;
/** Time to write the results down before the claim ends. */
const writingMs = 10_000;

/** What the engine needs to know of a connection. */
export interface EngineConnection {
  id: string;
  name: string;
  /** Nothing is sent unless `active`. */
  status: 'active' | 'suspended' | 'paused';
  /** Epoch ms; null: no quota in the way. */
  pausedUntil: number | null;
  capabilities: Pick<Capabilities, 'logBatch'>;
  rules: Destination['rules'] & ResolvingConnection['rules'];
  connector: Connector;
}

export interface EngineConnections {
  list(): readonly EngineConnection[];
  get(id: string): EngineConnection | undefined;
  suspend(id: string, reason: string): Promise<void>;
  resume(id: string): Promise<void>;
  pauseUntil(id: string, at: number): Promise<void>;
}

interface EngineLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface LaneDeps extends ResolveDeps {
  db: Kysely<Schema>;
  connections: EngineConnections;
  clock: Clock;
  log: EngineLog;
  /** 0..1, for jitter. */
  random: () => number;
  config: {
    /** For one call to a CRM. */
    deadlineMs: number;
    /** Rows that come so soon after a request wait for others, unless they fill one: requests are what CRMs count. */
    gatherMs: number;
  };
  /** Told what became of a batch, by outcome. */
  observe?: (connection: string, outcomes: Outcomes) => void;
  /** Somebody follows what happens to each batch: runs a turn, whose batch `follow` then hears of within it. */
  around?: ((take: () => Promise<number | null>) => Promise<number | null>) | undefined;
  follow?: ((batch: BatchSeen) => void) | undefined;
  /** Aborted when the engine stops and can wait no longer. */
  stop: AbortSignal;
}

/** A batch that was brought to a CRM. Times are epoch ms. */
export interface BatchSeen {
  connection: string;
  startedAt: number;
  claimedAt: number;
  /** All rows have a result. */
  answeredAt: number;
  /** The results are written down. */
  writtenAt: number;
  decided: readonly Decided[];
}

/** The work of one connection. Connections do not wait for one another. */
export interface Lane {
  /**
   * Does one batch, if there is one to do.
   *
   * @returns epoch ms of the next turn, in the past when there may be more at once; null: not before it is woken
   */
  turn(): Promise<number | null>;
  /** Forgets that the connection did not answer. */
  reset(): void;
}

export function createLane(deps: LaneDeps, connectionId: string): Lane {
  const { db, connections, clock, config } = deps;
  let failures = 0;
  let slowUntil = 0;
  let writtenAt = -Infinity;

  // A clock that was set back meanwhile must hold nothing up for as long: what lies further ahead than it ever may is void.
  /** Epoch ms until which a request would go out half empty; null: send what there is. */
  const gathersUntil = async (limit: number, now: number): Promise<number | null> => {
    const until = writtenAt + config.gatherMs;
    if (until <= now || until > now + config.gatherMs || (await isAnyDue(db, connectionId, now, limit - 1)))
      return null;
    return (await isAnyDue(db, connectionId, now, 0)) ? until : null;
  };
  /** Epoch ms. Further away than it can ever be, the clock was set back since. */
  const opensFrom = ({ pausedUntil }: EngineConnection, now: number): number =>
    Math.max(pausedUntil ?? 0, slowUntil > now + slowestMs ? 0 : slowUntil);
  const noteHealth = (decided: readonly Decided[]): void => {
    const silent = decided.every(
      ({ decision }) => decision.next === 'again' && decision.counts && !decision.dropLink,
    );
    failures = silent ? failures + 1 : 0;
    slowUntil = silent ? clock() + Math.min(slowestMs, backoffMs(failures - 1, deps.random)) : 0;
  };

  return {
    turn: () => deps.around?.(take) ?? take(),
    reset() {
      failures = 0;
      slowUntil = 0;
      writtenAt = -Infinity;
    },
  };

  async function take(): Promise<number | null> {
    const connection = connections.get(connectionId);
    if (connection?.status !== 'active') return null;
    const startedAt = clock();
    const opensAt = opensFrom(connection, startedAt);
    if (opensAt > startedAt) return opensAt;
    const gathers = await gathersUntil(connection.capabilities.logBatch, startedAt);
    if (gathers !== null) return gathers;
    const batch = await claim(db, connectionId, {
      limit: connection.capabilities.logBatch,
      now: startedAt,
      leaseMs: config.deadlineMs * deadlinesPerDelivery + writingMs,
    });
    const claimedAt = clock();
    const [first] = batch;
    if (first === undefined) return nextDueAt(db, connectionId);
    const limits = { ms: config.deadlineMs, stop: deps.stop, clock };
    const deliveries =
      first.kind === 'resolve'
        ? await resolve(deps, connection, batch, limits)
        : await deliver(connection, batch, limits);
    const now = clock();
    if (first.kind === 'log') writtenAt = now;
    const decided = decideAll(deliveries, now, deps.random);
    await writeResults(db, connectionId, decided, now);
    noteHealth(decided);
    tell(deps, { connection: connection.name, startedAt, claimedAt, answeredAt: now, decided });
    await applySetback(connections, connectionId, setbackOf(decided));
    return now;
  }
}

async function applySetback(
  connections: EngineConnections,
  id: string,
  setback: ConnectionSetback | null,
): Promise<void> {
  if (setback === null) return;
  if ('suspend' in setback) await connections.suspend(id, setback.suspend);
  else await connections.pauseUntil(id, setback.pauseUntil);
}

/** Once its results are written down. */
function tell(deps: LaneDeps, batch: Omit<BatchSeen, 'writtenAt'>): void {
  const { connection, decided, startedAt, answeredAt } = batch;
  const outcomes = outcomesOf(decided);
  report(deps.log, connection, decided, outcomes, answeredAt - startedAt);
  deps.observe?.(connection, outcomes);
  deps.follow?.({ ...batch, writtenAt: deps.clock() });
}

/** How many were logged, refused for good, or are to be tried again. */
type Outcomes = Readonly<Record<'logged' | 'refused' | 'again', number>>;

function outcomesOf(decided: readonly Decided[]): Outcomes {
  const count = (next: Decided['decision']['next']): number =>
    decided.filter(({ decision }) => decision.next === next).length;
  return { logged: count('logged'), refused: count('refused'), again: count('again') };
}

/** Codes and counts only: a CRM's words may hold a customer's name. */
function report(
  log: EngineLog,
  connection: string,
  decided: readonly Decided[],
  outcomes: Outcomes,
  ms: number,
): void {
  const codes: Record<string, number> = {};
  for (const { delivery } of decided) {
    const code = delivery.result.ok ? 'ok' : delivery.result.error.code;
    codes[code] = (codes[code] ?? 0) + 1;
  }
  const fields = { connection, rows: decided.length, kind: decided[0]?.delivery.claimed.kind, codes, ms };
  const level = outcomes.refused + outcomes.again > 0 ? 'warn' : 'info';
  log[level]({ ...fields, ...outcomes }, 'activities brought to the CRM');
}
