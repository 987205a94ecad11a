import { setImmediate as breathe } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Retry } from '../api/ledger.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Row, Schema } from '../store/schema.ts';
import { reviveDead } from './retry.ts';

/** Made due in one transaction: arrivals wait for it. */
const rowsPerTurn = 200;
const mostShown = 20;

export interface RetriesDeps {
  db: Kysely<Schema>;
  clock: Clock;
  log: Log;
  newId: () => string;
  /** Connections there are: what a deleted one left dead stays so. */
  connections: () => readonly { id: string; name: string }[];
  /** There is something new to send. */
  wake: () => void;
}

/** Trying all dead activities again: asked for once, it goes on after a restart, and its progress can be read. */
export interface Retries {
  /** `by`: who asks. */
  readonly begin: (connectionId: string | null, by: string | null) => Promise<Retry>;
  /** The latest, newest first. */
  readonly list: () => Promise<Retry[]>;
  readonly get: (id: string) => Promise<Retry | null>;
  /** Goes on with what an earlier process began. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export function createRetries(deps: RetriesDeps): Retries {
  const { db, clock, log, newId } = deps;
  let stopped = false;
  let working: Promise<void> = Promise.resolve();

  async function workOff(): Promise<void> {
    const open = await db.selectFrom('retries').selectAll().where('marked_at', 'is', null).execute();
    for (const retry of open) {
      let reached: string | null = retry.reached;
      while (reached !== null && !stopped) {
        reached = await turn(deps, { ...retry, reached });
        deps.wake();
        await breathe();
      }
    }
  }

  const work = (): void => {
    working = working
      .then(workOff)
      .catch((error: unknown) => log.error({ err: error }, 'dead activities could not be tried again'));
  };

  const shown = (row: Row<'retries'>): Promise<Retry> => progressOf(deps, row);

  return {
    async begin(connectionId, by) {
      const total = await countDead(deps, connectionId);
      const row = {
        ...{ id: newId(), connection_id: connectionId, asked_by: by, created_at: clock(), total },
        ...{ reached: '', marked_at: null },
      };
      await db.insertInto('retries').values(row).execute();
      work();
      return shown(row);
    },
    async list() {
      const rows = await db
        .selectFrom('retries')
        .selectAll()
        .orderBy('created_at', 'desc')
        .limit(mostShown)
        .execute();
      return Promise.all(rows.map(shown));
    },
    async get(id) {
      const row = await db.selectFrom('retries').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : shown(row);
    },
    start: work,
    async stop() {
      stopped = true;
      await working;
    },
  };
}

function idsOf({ connections }: RetriesDeps, wanted: string | null): string[] {
  return wanted === null ? connections().map(({ id }) => id) : [wanted];
}

async function countDead(deps: RetriesDeps, connectionId: string | null): Promise<number> {
  const ids = idsOf(deps, connectionId);
  if (ids.length === 0) return 0;
  const counted = await deps.db
    .selectFrom('activities')
    .select((select) => select.fn.countAll<number>().as('rows'))
    .where('status', '=', 'dead')
    .where('connection_id', 'in', ids)
    .executeTakeFirstOrThrow();
  return counted.rows;
}

/**
 * The next dead ones in the order of their ids, and how far that got; null: there are no more. What dies again
 * behind it stays dead, so that it comes to an end.
 */
async function turn(deps: RetriesDeps, retry: Row<'retries'>): Promise<string | null> {
  const ids = idsOf(deps, retry.connection_id);
  return deps.db.transaction().execute(async (trx) => {
    const dead = ids.length === 0 ? [] : await nextDead(trx, ids, retry.reached);
    const last = dead.at(-1);
    if (last !== undefined) await reviveDead(trx, dead, retry.id, deps.clock());
    const change = last === undefined ? { marked_at: deps.clock() } : { reached: last };
    await trx.updateTable('retries').set(change).where('id', '=', retry.id).execute();
    return last ?? null;
  });
}

async function nextDead(db: Kysely<Schema>, connectionIds: string[], after: string): Promise<string[]> {
  const rows = await db
    .selectFrom('activities')
    .select('id')
    .where('status', '=', 'dead')
    .where('connection_id', 'in', connectionIds)
    .where('id', '>', after)
    .orderBy('id')
    .limit(rowsPerTurn)
    .execute();
  return rows.map(({ id }) => id);
}

async function progressOf({ db, connections }: RetriesDeps, row: Row<'retries'>): Promise<Retry> {
  const counts = await db
    .selectFrom('activities')
    .select(['status', (select) => select.fn.countAll<number>().as('rows')])
    .where('retry_id', '=', row.id)
    .groupBy('status')
    .execute();
  const of = (...statuses: string[]): number =>
    counts.reduce((sum, { status, rows }) => sum + (statuses.includes(status) ? rows : 0), 0);
  const waiting = of('waiting', 'sending');
  const id = row.connection_id;
  return {
    id: row.id,
    connection: id === null ? null : (connections().find((one) => one.id === id)?.name ?? id),
    by: row.asked_by,
    startedAt: new Date(row.created_at).toISOString(),
    state: row.marked_at === null ? 'starting' : waiting > 0 ? 'sending' : 'finished',
    total: row.total,
    logged: of('logged'),
    waiting,
    dead: of('dead'),
  };
}
