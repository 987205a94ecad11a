import type { CheckedDraft, Connection } from './connection.ts';
import { createTokenSource, type Seal, type StoredConnection } from './connection-rows.ts';
import type { Connector, ConnectorDeps } from './contract.ts';
import { withCredentials } from './credentials.ts';
import type { Db } from '../store/database.ts';

/** A connection in memory. */
export interface OpenConnection {
  connection: Connection;
  /** As an admin or a file gave them: a change opens the connector anew. */
  settings: unknown;
  open(): Connector;
}

export interface OpenedDeps extends Omit<ConnectorDeps, 'connection' | 'tokens'> {
  db: Db;
  seal: Seal;
  /** Told of each request to a CRM: its HTTP status (null: no answer) and how long it took, ms. */
  observe?: (connection: string, status: number | null, ms: number) => void;
}

/** The connections of this process. */
export interface Opened {
  list(): OpenConnection[];
  get(id: string): OpenConnection | undefined;
  set(open: OpenConnection): void;
  /** Opens the connector, or keeps the open one when its settings are what they were. */
  put(stored: StoredConnection, checked: CheckedDraft): Connection;
  reopen(id: string): void;
  /** Forgets it and closes its connector. */
  drop(id: string): Promise<void>;
}

/** @param refused hears of credentials that a CRM refused, with its words */
export function createOpened(
  deps: OpenedDeps,
  refused: (id: string, words: string) => Promise<void>,
): Opened {
  const { log, publicUrl } = deps;
  const opened = new Map<string, OpenConnection>();

  const replace = (open: OpenConnection): void => {
    const before = opened.get(open.connection.id)?.connection;
    opened.set(open.connection.id, open);
    if (before !== undefined && before.connector !== open.connection.connector) void closeQuietly(before);
  };
  const closeQuietly = async ({ name, connector }: Connection): Promise<void> => {
    try {
      await connector.close?.();
    } catch {
      log.warn({ connection: name }, 'the connector did not close');
    }
  };

  return {
    list: () => [...opened.values()],
    get: (id) => opened.get(id),
    set: replace,
    put({ settings, ...shown }, { module, checkedSettings, rules }) {
      const current = opened.get(shown.id);
      const tokens = createTokenSource(deps.db, deps.seal, shown.id);
      const given = { connection: shown.name, tokens, log, fetch: watched(deps, shown.name), publicUrl };
      const open = (): Connector =>
        withCredentials(
          () => module.open(checkedSettings, given),
          (words) => refused(shown.id, words),
        );
      const kept = current !== undefined && sameSettings(current.settings, settings);
      const connector = kept ? current.connection.connector : open();
      const connection = { ...shown, rules, capabilities: module.capabilities, connector };
      replace({ connection, settings, open });
      return connection;
    },
    reopen(id) {
      const current = opened.get(id);
      if (current === undefined) return;
      replace({ ...current, connection: { ...current.connection, connector: current.open() } });
    },
    async drop(id) {
      const current = opened.get(id);
      opened.delete(id);
      if (current !== undefined) await closeQuietly(current.connection);
    },
  };
}

function watched({ fetch, observe }: OpenedDeps, connection: string): typeof fetch {
  return async (input, init) => {
    const begun = performance.now();
    let status: number | null = null;
    try {
      const response = await fetch(input, init);
      status = response.status;
      return response;
    } finally {
      observe?.(connection, status, performance.now() - begun);
    }
  };
}

/** Whatever order they were written in. */
export function sameSettings(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sortedKeys) === JSON.stringify(other, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
