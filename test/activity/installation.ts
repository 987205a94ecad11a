import { deadlinesPerDelivery } from '../../src/activity/deliver.ts';
import { createLane, type EngineConnection, type EngineConnections } from '../../src/activity/lane.ts';
import { createOutbox, type Outbox } from '../../src/activity/outbox.ts';
import { planActivities } from '../../src/activity/plan.ts';
import type { PlanInput } from '../../src/activity/plan-input.ts';
import type { ResolveDeps } from '../../src/activity/resolve.ts';
import { withLead, withPerson } from '../../src/calls/named.ts';
import type { Connector } from '../../src/crm/contract.ts';
import { connectionRules } from '../../src/crm/rules.ts';
import { createNewCallers } from '../../src/lookup/new-callers.ts';
import type { Db } from '../../src/store/database.ts';
import { start } from './builders.ts';

export const quiet = { info: () => undefined, warn: () => undefined };
const deadlineMs = 60_000;
/** Longer than any claim lasts. */
const claimsEndMs = deadlinesPerDelivery * deadlineMs + 10_001;

/** Connections held in memory, as `createConnections` shows them to the engine. */
export function fakeConnections(connections: EngineConnection[]): EngineConnections {
  const change = (id: string, standing: Partial<EngineConnection>) => {
    const index = connections.findIndex((connection) => connection.id === id);
    const current = connections[index];
    if (current !== undefined) connections[index] = { ...current, ...standing };
    return Promise.resolve();
  };
  return {
    list: () => connections,
    get: (id) => connections.find((connection) => connection.id === id),
    suspend: (id) => change(id, { status: 'suspended' }),
    resume: (id) => change(id, { status: 'active', pausedUntil: null }),
    pauseUntil: (id, at) => change(id, { pausedUntil: at }),
  };
}

export function aConnection(
  connector: Connector,
  overrides: Partial<EngineConnection> = {},
): EngineConnection {
  return {
    id: 'k1',
    name: 'sales',
    status: 'active',
    pausedUntil: null,
    capabilities: { logBatch: 200 },
    rules: connectionRules.parse({}),
    connector,
    ...overrides,
  };
}

/** One connection of one installation, with time standing still until it is moved. */
export function anInstallation(
  db: Db,
  connector: Connector,
  overrides: Partial<EngineConnection> = {},
  deadline = deadlineMs,
) {
  const connections = fakeConnections([aConnection(connector, overrides)]);
  const outbox = createOutbox(() => crypto.randomUUID());
  const time = { now: start };
  const processes: AbortController[] = [];
  const planned = new Map<string, PlanInput>();

  /** Settles a call and saves its plan in the same transaction. */
  const settle = async (input: PlanInput): Promise<number> => {
    planned.set(input.call.id, input);
    return savePlan(db, outbox, input, time.now);
  };
  const resolving = resolvingBy(db, () => time.now, planned, settle);

  /** The lane of a process that was just started. */
  const startProcess = () => {
    const stop = new AbortController();
    processes.push(stop);
    return createLane(
      {
        db,
        connections,
        clock: () => time.now,
        log: quiet,
        random: () => 0.5,
        config: { deadlineMs: deadline, gatherMs: 0 },
        stop: stop.signal,
        ...resolving,
      },
      'k1',
    );
  };
  const lane = { current: startProcess() };

  return {
    db,
    time,
    connections,
    settle,
    resolving,
    turn: () => lane.current.turn(),
    /** The process dies where it is; another one starts on the same database when its claims have run out. */
    crash() {
      time.now += claimsEndMs;
      lane.current = startProcess();
    },
    /** Turns, each at the time it asked for, until there is nothing to do. */
    async finish(maxTurns = 500): Promise<void> {
      for (let turns = 0; turns < maxTurns; turns += 1) {
        const next = await lane.current.turn();
        if (next === null) return;
        time.now = Math.max(time.now, next);
      }
      throw new Error('there is always something to do');
    },
    /** Turns for as long as there is something to do now. */
    async workOff(): Promise<void> {
      let next: number | null = time.now;
      while (next !== null && next <= time.now) next = await lane.current.turn();
    },
    /** Processes thought dead get their answers after all. */
    wakeTheDead: () => {
      for (const process of processes.slice(0, -1)) process.abort();
    },
    rows: () => db.selectFrom('activities').selectAll().orderBy('key').execute(),
    attempts: () => db.selectFrom('activity_attempts').selectAll().orderBy('id').execute(),
  };
}

/** Whom calls belong to, found out as the service does: what was planned is planned anew with what was found. */
export function resolvingBy(
  db: Db,
  clock: () => number,
  planned: ReadonlyMap<string, PlanInput>,
  settle: (input: PlanInput) => Promise<unknown>,
): ResolveDeps {
  return {
    findOrMakeCaller: createNewCallers({ db, clock }).findOrMake,
    async noteFound(callId, connection, { lead, person }) {
      const input = planned.get(callId);
      if (input === undefined) throw new Error(`the call ${callId} was not planned`);
      const known =
        lead === null ? input.call : withLead(input.call, lead.id, [{ connection, match: lead.match }]);
      await settle({
        ...input,
        call: person === null ? known : withPerson(known, person.e164, person.match),
      });
    },
  };
}

export async function savePlan(db: Db, outbox: Outbox, input: PlanInput, now: number): Promise<number> {
  const { call } = input;
  return db.transaction().execute(async (trx) => {
    const row = {
      settled_at: call.settledAt,
      state: call.state,
      call_json: '{}',
      due_at: null,
      sequence: call.sequence,
    };
    await trx
      .insertInto('calls')
      .values({
        id: call.id,
        source_id: call.sourceId,
        direction: call.direction,
        customer_number: null,
        started_at: call.startedAt,
        lookup: call.lookup,
        ...row,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    const planned = planActivities(input);
    return outbox.savePlan(trx, [{ callId: call.id, connectionId: 'k1', planned }], now);
  });
}

export type Installation = ReturnType<typeof anInstallation>;

/** The connection's row, for the ledger to know it by name. */
export async function addConnectionRow(db: Db, id = 'k1', name = 'sales', createdAt = 0): Promise<void> {
  await db
    .insertInto('connections')
    .values({
      id,
      name,
      crm: 'fake',
      settings_sealed: '',
      rules_json: '{}',
      status: 'active',
      status_reason: null,
      paused_until: null,
      tokens_sealed: null,
      mirror_cursor: null,
      mirrored_at: null,
      provisioned: 0,
      created_at: createdAt,
    })
    .execute();
}

export async function emptyTables(db: Db): Promise<void> {
  for (const table of [
    'activities',
    'activity_attempts',
    'calls',
    'connections',
    'new_callers',
    'phone_index',
  ] as const) {
    await db.deleteFrom(table).execute();
  }
}
