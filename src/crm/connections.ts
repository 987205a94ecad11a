import { Refusal, type RefusalFault } from '../platform/refusal.ts';
import type { Clock } from '../platform/clock.ts';
import { createTurns } from '../platform/turns.ts';
import type { Db } from '../store/database.ts';
import { checkDraft, type CheckedDraft, type Connection, type ConnectionDraft } from './connection.ts';
import {
  createConnectionRows,
  createTokenSource,
  type ConnectionRows,
  type Seal,
  type StoredConnection,
} from './connection-rows.ts';
import type { ConnectorDeps, ConnectorLog, ConnectorModule } from './contract.ts';

export interface ConnectionsDeps {
  db: Db;
  modules: readonly ConnectorModule[];
  seal: Seal;
  log: ConnectorLog;
  fetch: typeof fetch;
  /** Where people reach this installation, without a trailing slash. */
  publicUrl: string;
  clock: Clock;
  newId: () => string;
}

/** All connections, open. What is read here comes from memory; every write goes to the database first. */
export interface Connections {
  /** By name. */
  readonly list: () => readonly Connection[];
  readonly get: (id: string) => Connection | undefined;
  readonly byName: (name: string) => Connection | undefined;
  /**
   * Creates or updates by name. Changed settings open the connector anew and end a suspension, since that is how an
   * admin mends one.
   *
   * @throws Refusal `invalid` with every fault; `conflict` for a name that another connector has
   */
  readonly upsert: (draft: ConnectionDraft) => Promise<Connection>;
  /** Nothing is sent until `resume`. `reason` is shown to admins. */
  readonly suspend: (id: string, reason: string) => Promise<void>;
  readonly resume: (id: string) => Promise<void>;
  /** Nothing is sent before `at`, epoch ms. */
  readonly pauseUntil: (id: string, at: number) => Promise<void>;
  /** Takes over what other processes wrote. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Loads every connection and opens its connector.
 *
 * @throws Refusal `invalid` that names each connection that cannot be opened, with each fault: a connection that
 * is silently not there would be worse than a service that does not start
 */
export async function createConnections(deps: ConnectionsDeps): Promise<Connections> {
  const rows = createConnectionRows(deps.db, deps.seal);
  const opened = new Map<string, OpenConnection>();
  await reload(deps, rows, opened);
  const inTurn = createTurns();
  const shown = (): Connection[] => [...opened.values()].map(({ connection }) => connection);
  const change = async (id: string, standing: Standing): Promise<void> => {
    const current = opened.get(id);
    if (current === undefined) return;
    await rows.saveStanding(id, standing);
    opened.set(id, { ...current, connection: { ...current.connection, ...standing } });
  };
  return {
    list: () => shown().sort((a, b) => (a.name < b.name ? -1 : 1)),
    get: (id) => opened.get(id)?.connection,
    byName: (name) => shown().find((connection) => connection.name === name),
    upsert: (draft) => inTurn(() => upsert(deps, rows, opened, draft)),
    suspend: (id, reason) =>
      inTurn(() => change(id, { status: 'suspended', statusReason: reason.slice(0, 1_000) })),
    resume: (id) => inTurn(() => change(id, { status: 'active', statusReason: null, pausedUntil: null })),
    pauseUntil: (id, at) => inTurn(() => change(id, { pausedUntil: at })),
    reload: () => inTurn(() => reload(deps, rows, opened)),
    close: () =>
      inTurn(async () => {
        const closing = [...opened.values()];
        opened.clear();
        await Promise.all(closing.map(({ connection }) => closeQuietly(deps.log, connection)));
      }),
  };
}

type Standing = Partial<Pick<Connection, 'status' | 'statusReason' | 'pausedUntil'>>;

interface OpenConnection {
  connection: Connection;
  /** What the connector was opened with: a change opens it anew. */
  settingsJson: string;
}

type Opened = Map<string, OpenConnection>;

async function upsert(
  deps: ConnectionsDeps,
  rows: ConnectionRows,
  opened: Opened,
  draft: ConnectionDraft,
): Promise<Connection> {
  const { checked, faults } = checkDraft(draft, deps.modules);
  if (checked === null)
    throw new Refusal('invalid', `The connection ${draft.name} cannot be saved like this`, faults);
  const current = [...opened.values()].find(({ connection }) => connection.name === draft.name);
  if (current !== undefined && current.connection.crm !== draft.crm) {
    // Its activities carry that CRM's record ids.
    const message = `${draft.name} is a ${current.connection.crm} connection; give the new one another name`;
    throw new Refusal('conflict', message, [{ field: 'crm', message }]);
  }
  const stored = await rows.save(merged(deps, current, draft, checked));
  return put(deps, opened, stored, checked);
}

function merged(
  deps: ConnectionsDeps,
  current: OpenConnection | undefined,
  { name, crm, provisioned }: ConnectionDraft,
  { settings, rules }: CheckedDraft,
): StoredConnection {
  const asked = { name, crm, settings, rules, provisioned };
  const active = { status: 'active', statusReason: null, pausedUntil: null } as const;
  if (current === undefined) return { id: deps.newId(), createdAt: deps.clock(), ...active, ...asked };
  const { id, createdAt, status, statusReason, pausedUntil } = current.connection;
  const mended = JSON.stringify(settings) !== current.settingsJson && status === 'suspended';
  return { id, createdAt, ...(mended ? active : { status, statusReason, pausedUntil }), ...asked };
}

async function reload(deps: ConnectionsDeps, rows: ConnectionRows, opened: Opened): Promise<void> {
  const stored = await rows.load();
  const checks = stored.map((one) => ({ one, ...checkDraft(one, deps.modules) }));
  const faults = checks.flatMap((check) => check.faults.map((fault) => ofConnection(check.one.name, fault)));
  if (faults.length > 0) {
    const lines = faults.map(({ field, message }) => `  ${field}: ${message}`);
    throw new Refusal('invalid', `Some connections cannot be opened:\n${lines.join('\n')}`, faults);
  }
  for (const { one, checked } of checks) if (checked !== null) put(deps, opened, one, checked);
  const gone = [...opened.values()].filter(
    ({ connection }) => !stored.some(({ id }) => id === connection.id),
  );
  for (const { connection } of gone) {
    opened.delete(connection.id);
    void closeQuietly(deps.log, connection);
  }
}

function ofConnection(name: string, { field, message }: RefusalFault): RefusalFault {
  return { field: `connections.${name}.${field}`, message };
}

/** Opens the connector, or keeps the open one when its settings are what they were. */
function put(
  deps: ConnectionsDeps,
  opened: Opened,
  stored: StoredConnection,
  checked: CheckedDraft,
): Connection {
  const { settings, ...shown } = stored;
  const settingsJson = JSON.stringify(settings);
  const current = opened.get(stored.id);
  const kept = current?.settingsJson === settingsJson ? current.connection.connector : null;
  const { module, checkedSettings, rules } = checked;
  const connector = kept ?? module.open(checkedSettings, connectorDeps(deps, stored));
  const connection = { ...shown, rules, capabilities: module.capabilities, connector };
  opened.set(stored.id, { connection, settingsJson });
  if (current !== undefined && kept === null) void closeQuietly(deps.log, current.connection);
  return connection;
}

function connectorDeps(deps: ConnectionsDeps, { id, name }: StoredConnection): ConnectorDeps {
  const { log, fetch, publicUrl } = deps;
  return { connection: name, tokens: createTokenSource(deps.db, deps.seal, id), log, fetch, publicUrl };
}

async function closeQuietly(log: ConnectorLog, { name, connector }: Connection): Promise<void> {
  try {
    await connector.close?.();
  } catch {
    log.warn({ connection: name }, 'the connector did not close');
  }
}
