import { Refusal } from '../platform/refusal.ts';
import type { Clock } from '../platform/clock.ts';
import { createTurns } from '../platform/turns.ts';
import type { Db } from '../store/database.ts';
import { checkDraft, type CheckedDraft, type Connection, type ConnectionDraft } from './connection.ts';
import {
  createConnectionRows,
  type ConnectionRows,
  type Seal,
  type StoredConnection,
} from './connection-rows.ts';
import type { ConnectorLog, ConnectorModule } from './contract.ts';
import { settingsFormOf } from './settings-form.ts';
import { createOpened, sameSettings, type Opened, type OpenConnection } from './opened.ts';

export interface ConnectionsDeps {
  db: Db;
  modules: readonly ConnectorModule[];
  seal: Seal;
  log: ConnectorLog;
  fetch: typeof fetch;
  /** Told of each request to a CRM: its HTTP status (null: no answer) and how long it took, ms. */
  observe?: (connection: string, status: number | null, ms: number) => void;
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
  /** As they were given, secrets included: for the core, never for a page. */
  readonly settingsOf: (id: string) => unknown;
  /**
   * Creates or updates by name. Changed settings open the connector anew, start its mirror again and end a suspension,
   * since that is how an admin mends one.
   *
   * @throws Refusal `invalid` with every fault; `conflict` for a name that another connector has
   */
  readonly upsert: (draft: ConnectionDraft) => Promise<Connection>;
  /** Its row goes; what else there is of it is the caller's. */
  readonly remove: (id: string) => Promise<void>;
  /** The CRM refused the credentials: nothing is sent until `resume`. `reason` is shown to admins. */
  readonly suspend: (id: string, reason: string) => Promise<void>;
  /** An admin's word: nothing is sent until `resume`. */
  readonly pause: (id: string, reason: string) => Promise<void>;
  readonly resume: (id: string) => Promise<void>;
  /** Nothing is sent before `at`, epoch ms. */
  readonly pauseUntil: (id: string, at: number) => Promise<void>;
  /** Keeps what a consent brought, sealed, and opens the connector anew with it. */
  readonly keepTokens: (id: string, tokens: string) => Promise<void>;
  readonly hasTokens: (id: string) => Promise<boolean>;
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
  const inTurn = createTurns();
  const suspend = (id: string, reason: string): Promise<void> =>
    inTurn(async () => {
      const current = opened.get(id);
      if (current?.connection.status !== 'active') return;
      await change(id, { status: 'suspended', statusReason: reason.slice(0, 1_000) });
      const { name } = current.connection;
      deps.log.warn({ connection: name }, 'suspended: the CRM refused the credentials; work waits');
    });
  const opened = createOpened(deps, suspend);
  const change = async (id: string, standing: Standing): Promise<void> => {
    const current = opened.get(id);
    if (current === undefined) return;
    await rows.saveStanding(id, standing);
    opened.set({ ...current, connection: { ...current.connection, ...standing } });
  };
  await reload(deps, rows, opened);
  const shown = (): Connection[] => opened.list().map(({ connection }) => connection);
  return {
    list: () => shown().sort((a, b) => (a.name < b.name ? -1 : 1)),
    get: (id) => opened.get(id)?.connection,
    byName: (name) => shown().find((connection) => connection.name === name),
    settingsOf: (id) => opened.get(id)?.settings,
    upsert: (draft) => inTurn(() => upsert(deps, rows, opened, draft)),
    remove: (id) =>
      inTurn(async () => {
        await rows.remove(id);
        await opened.drop(id);
      }),
    suspend,
    pause: (id, reason) => inTurn(() => change(id, { status: 'paused', statusReason: reason })),
    resume: (id) => inTurn(() => change(id, { status: 'active', statusReason: null, pausedUntil: null })),
    pauseUntil: (id, at) => inTurn(() => change(id, { pausedUntil: at })),
    keepTokens: (id, tokens) =>
      inTurn(async () => {
        await rows.saveConsent(id, tokens);
        opened.reopen(id);
      }),
    hasTokens: async (id) => (await rows.tokens(id).get()) !== null,
    reload: () => inTurn(() => reload(deps, rows, opened)),
    close: () =>
      inTurn(async () => {
        await Promise.all(opened.list().map(({ connection }) => opened.drop(connection.id)));
      }),
  };
}

type Standing = Partial<Pick<Connection, 'status' | 'statusReason' | 'pausedUntil'>>;

async function upsert(
  deps: ConnectionsDeps,
  rows: ConnectionRows,
  opened: Opened,
  draft: ConnectionDraft,
): Promise<Connection> {
  const { checked, faults } = checkDraft(draft, deps.modules);
  if (checked === null)
    throw new Refusal('invalid', `The connection ${draft.name} cannot be saved like this`, faults);
  const current = opened.list().find(({ connection }) => connection.name === draft.name);
  if (current !== undefined && current.connection.crm !== draft.crm) {
    // Its activities carry that CRM's record ids.
    const message = `${draft.name} is a ${current.connection.crm} connection; give the new one another name`;
    throw new Refusal('conflict', message, [{ field: 'crm', message }]);
  }
  const changed = current !== undefined && !sameSettings(checked.settings, current.settings);
  const form = settingsFormOf(checked.module.settings);
  const moved = changed && form.moved(checked.settings, current.settings);
  const stored = await rows.save(merged(deps, current, draft, checked, changed), { asNew: changed, moved });
  return opened.put(stored, checked);
}

function merged(
  deps: ConnectionsDeps,
  current: OpenConnection | undefined,
  { name, crm, provisioned }: ConnectionDraft,
  { settings, rules }: CheckedDraft,
  changed: boolean,
): StoredConnection {
  const asked = { name, crm, settings, rules, provisioned };
  const active = { status: 'active', statusReason: null, pausedUntil: null } as const;
  if (current === undefined) return { id: deps.newId(), createdAt: deps.clock(), ...active, ...asked };
  const { id, createdAt, status, statusReason, pausedUntil } = current.connection;
  const mended = changed && status === 'suspended';
  return { id, createdAt, ...(mended ? active : { status, statusReason, pausedUntil }), ...asked };
}

async function reload(deps: ConnectionsDeps, rows: ConnectionRows, opened: Opened): Promise<void> {
  const stored = await rows.load();
  const checks = stored.map((one) => ({ one, ...checkDraft(one, deps.modules) }));
  const faults = checks.flatMap(({ one, faults: found }) =>
    found.map(({ field, message }) => ({ field: `connections.${one.name}.${field}`, message })),
  );
  if (faults.length > 0) {
    const lines = faults.map(({ field, message }) => `  ${field}: ${message}`);
    throw new Refusal('invalid', `Some connections cannot be opened:\n${lines.join('\n')}`, faults);
  }
  for (const { one, checked } of checks) if (checked !== null) opened.put(one, checked);
  const gone = opened.list().filter(({ connection }) => !stored.some(({ id }) => id === connection.id));
  for (const { connection } of gone) void opened.drop(connection.id);
}
