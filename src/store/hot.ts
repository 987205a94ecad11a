import type { Transaction } from 'kysely';
import type { Db } from './database.ts';
import type { NewRow, Row, Schema } from './schema.ts';

export type Trx = Transaction<Schema>;

export type NewJournalRow = Omit<NewRow<'journal'>, 'id'>;
export type EntryRow = Pick<Row<'journal'>, 'id' | 'received_at' | 'agent_id'> & { event_json: string };
export type IndexRow = Row<'phone_index'>;

/**
 * The statements that every event runs, prepared by hand. Each takes a whole batch and runs inside the caller's
 * transaction.
 */
export interface HotStore {
  /**
   * Runs `work` in a transaction. Resolves when it is committed, for everybody to see; the disk is waited for
   * meanwhile, so that the next transaction need not.
   */
  transact<T>(work: (trx: Trx) => Promise<T>): Promise<Committed<T>>;
  /**
   * Keeps other processes from whatever else locks one of these names, until `trx` ends; names held elsewhere are
   * waited for. To be called once, before anything else is read. Null: no other process writes here.
   */
  readonly lock: ((trx: Trx, names: readonly string[]) => Promise<void>) | null;
  /**
   * Appends to the journal in order. Rows whose identity the source has had before, and rows without one whose bytes
   * came within `repeatMs`, are kept as `duplicate`. Answers the stored id and status of each, in order.
   */
  appendJournal(trx: Trx, rows: readonly NewJournalRow[], repeatMs: number): Promise<Appended[]>;
  /** Accepted entries of each call older than the given journal id, oldest first, at most `limit` a call. */
  entriesOf(
    trx: Trx,
    olderThan: ReadonlyMap<string, number>,
    limit: number,
  ): Promise<Map<string, EntryRow[]>>;
  loadCalls(trx: Trx, callIds: readonly string[]): Promise<Map<string, Row<'calls'>>>;
  saveCalls(trx: Trx, rows: readonly NewRow<'calls'>[]): Promise<void>;
  saveLegs(trx: Trx, rows: readonly NewRow<'legs'>[]): Promise<void>;
  /** Index rows by number, at most `limit` a number, latest change first. Numbers without any are absent. */
  findNumbers(within: Db, numbers: readonly string[], limit: number): Promise<Map<string, IndexRow[]>>;
}

export interface Committed<T> {
  result: T;
  /** Resolves when the transaction would survive a power cut; rejects when that cannot be said. */
  durable: Promise<void>;
}

export interface Appended {
  id: number;
  duplicate: boolean;
}
