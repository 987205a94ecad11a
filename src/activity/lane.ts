import type { Kysely } from 'kysely';
import type { Capabilities, Connector } from '../crm/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Schema } from '../store/schema.ts';
import { claim, nextDueAt } from './claims.ts';
import { deadlinesPerDelivery, deliver } from './deliver.ts';
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

export interface LaneDeps {
  db: Kysely<Schema>;
  connections: EngineConnections;
  clock: Clock;
  log: EngineLog;
  /** 0..1, for jitter. */
  random: () => number;
  config: { deadlineMs: number };
  /** Aborted when the engine stops and can wait no longer. */
  stop: AbortSignal;
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

  const noteHealth = (decided: readonly Decided[]): void => {
    const silent = decided.every(
      ({ decision }) => decision.next === 'again' && decision.counts && !decision.dropLink,
    );
    failures = silent ? failures + 1 : 0;
    slowUntil = silent ? clock() + Math.min(slowestMs, backoffMs(failures - 1, deps.random)) : 0;
  };

  return {
    async turn() {
      const connection = connections.get(connectionId);
      if (connection?.status !== 'active') return null;
      const startedAt = clock();
      const opensAt = Math.max(connection.pausedUntil ?? 0, slowUntil);
      if (opensAt > startedAt) return opensAt;
      const batch = await claim(db, connectionId, {
        limit: connection.capabilities.logBatch,
        now: startedAt,
        leaseMs: config.deadlineMs * deadlinesPerDelivery + writingMs,
      });
      if (batch.length === 0) return nextDueAt(db, connectionId);
      const limits = { ms: config.deadlineMs, stop: deps.stop, clock };
      const deliveries = await deliver(connection.connector, batch, limits);
      const now = clock();
      const decided = decideAll(deliveries, now, deps.random);
      await writeResults(db, decided, now);
      noteHealth(decided);
      report(deps.log, connection.name, decided, now - startedAt);
      await applySetback(connections, connectionId, setbackOf(decided));
      return now;
    },
    reset() {
      failures = 0;
      slowUntil = 0;
    },
  };
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

/** Codes and counts only: a CRM's words may hold a customer's name. */
function report(log: EngineLog, connection: string, decided: readonly Decided[], ms: number): void {
  const codes: Record<string, number> = {};
  for (const { delivery } of decided) {
    const code = delivery.result.ok ? 'ok' : delivery.result.error.code;
    codes[code] = (codes[code] ?? 0) + 1;
  }
  const count = (next: Decided['decision']['next']) =>
    decided.filter(({ decision }) => decision.next === next).length;
  const fields = { connection, rows: decided.length, kind: decided[0]?.delivery.claimed.kind, codes, ms };
  const outcome = { logged: count('logged'), refused: count('refused'), again: count('again') };
  const level = outcome.refused + outcome.again > 0 ? 'warn' : 'info';
  log[level]({ ...fields, ...outcome }, 'activities brought to the CRM');
}
