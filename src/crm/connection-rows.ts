import { sql } from 'kysely';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';
import { connectionStatuses, type Connection } from './connection.ts';
import type { TokenSource } from './contract.ts';

export interface Seal {
  seal(text: string): string;
  open(sealed: string): string;
}

/** A connection as it is kept. Settings and rules as an admin or a file gave them, yet to be checked. */
export interface StoredConnection extends Omit<Connection, 'connector' | 'capabilities' | 'rules'> {
  settings: unknown;
  rules: unknown;
}

export interface ConnectionRows {
  load(): Promise<StoredConnection[]>;
  /**
   * `asNew`: other settings may mean another account, so that the mirror starts again and the check says nothing. `moved`: at another host, which
   * is not told the tokens of the first.
   */
  save(connection: StoredConnection, change: { asNew: boolean; moved: boolean }): Promise<StoredConnection>;
  remove(id: string): Promise<void>;
  tokens(id: string): TokenSource;
  /** What a consent brought: it may be another account's. */
  saveConsent(id: string, tokens: string): Promise<void>;
  saveStanding(
    id: string,
    standing: Partial<Pick<Connection, 'status' | 'statusReason' | 'pausedUntil'>>,
  ): Promise<void>;
}

/** The connections table, with settings and tokens sealed. */
export function createConnectionRows(db: Db, seal: Seal): ConnectionRows {
  return {
    async load() {
      const rows = await db.selectFrom('connections').selectAll().orderBy('name').limit(1_000).execute();
      return rows.map((row) => toStored(row, seal.open(row.settings_sealed)));
    },
    async save(connection, { asNew, moved }) {
      const changing = {
        crm: connection.crm,
        settings_sealed: seal.seal(JSON.stringify(connection.settings)),
        rules_json: JSON.stringify(connection.rules),
        status: connection.status,
        status_reason: connection.statusReason,
        paused_until: connection.pausedUntil,
        provisioned: connection.provisioned ? 1 : 0,
      };
      const { id, name, createdAt } = connection;
      const saved = await db
        .insertInto('connections')
        .values({
          id,
          name,
          created_at: createdAt,
          tokens_sealed: null,
          mirror_cursor: null,
          mirrored_at: null,
          ...changing,
        })
        // Another process may have created it a moment ago: then it keeps the id it has.
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({
            ...changing,
            ...(asNew && { ...mirrorStart, ...unchecked }),
            ...(moved && { tokens_sealed: null }),
          }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return toStored(saved, seal.open(saved.settings_sealed));
    },
    async remove(id) {
      await db.deleteFrom('connections').where('id', '=', id).execute();
    },
    tokens: (id) => createTokenSource(db, seal, id),
    async saveConsent(id, tokens) {
      const change = { tokens_sealed: seal.seal(tokens), ...unchecked };
      await db.updateTable('connections').set(change).where('id', '=', id).execute();
    },
    async saveStanding(id, { status, statusReason, pausedUntil }) {
      await db
        .updateTable('connections')
        .set({
          ...(status === undefined ? {} : { status }),
          ...(statusReason === undefined ? {} : { status_reason: statusReason }),
          ...(pausedUntil === undefined ? {} : { paused_until: pausedUntil }),
        })
        .where('id', '=', id)
        .execute();
    },
  };
}

/** The mirror begins at the beginning; what it does not tell of again leaves the index when it is done. */
export const mirrorStart = {
  mirror_cursor: null,
  mirror_progress: 0,
  mirror_generation: sql<number>`connections.mirror_generation + 1`,
  mirror_sweep: 1,
};

const unchecked = { checked_at: null, check_json: null };

/** A connector's tokens, read anew each time: another process may have renewed them. */
export function createTokenSource(db: Db, seal: Seal, id: string): TokenSource {
  return {
    async get() {
      const row = await db
        .selectFrom('connections')
        .select('tokens_sealed')
        .where('id', '=', id)
        .executeTakeFirst();
      const sealed = row?.tokens_sealed ?? null;
      return sealed === null ? null : seal.open(sealed);
    },
    async set(value) {
      const tokens_sealed = seal.seal(value);
      await db.updateTable('connections').set({ tokens_sealed }).where('id', '=', id).execute();
    },
  };
}

function toStored(row: Row<'connections'>, settingsJson: string): StoredConnection {
  return {
    id: row.id,
    name: row.name,
    crm: row.crm,
    rules: parsed(row.rules_json),
    settings: parsed(settingsJson),
    status: connectionStatuses.find((status) => status === row.status) ?? 'paused',
    statusReason: row.status_reason,
    pausedUntil: row.paused_until,
    provisioned: row.provisioned === 1,
    createdAt: row.created_at,
  };
}

function parsed(json: string): unknown {
  return JSON.parse(json);
}
