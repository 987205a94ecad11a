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
/** Without a turn for so long, the process that had it is dead. */
const leaseMs = 30_000;
const lookEveryMs = 15_000;

export interface RetriesDeps {
  db: Kysely<Schema>;
  clock: Clock;
  log: Log;
  newId: () => string;
  /** Connections there are: what a deleted one left dead stays so. */
  connections: () => readonly { id: string; name: string }[];
  /** There is something new to send. */
  wake: () => void;
  /** What a process that died left is looked for so often, ms. */
  lookEveryMs?: number;
}

/**
 * Trying all dead activities again: asked for once, it goes on after a restart, and its progress can be read. Of several
 * processes one works it off; should that die, another goes on where it was.
 */
export interface Retries {
  /** `by`: who asks. */
  readonly begin: (connectionId: string | null, by: string | null) => Promise<Retry>;
  /** The latest, newest first. */
  readonly list: () => Promise<Retry[]>;
  readonly get: (id: string) => Promise<Retry | null>;
  /** Goes on with what a process that is gone began, now and whenever there is such. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export function createRetries(deps: RetriesDeps): Retries {
  const { db, clock, log, newId } = deps;
  const self = newId();
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function workOff(): Promise<void> {
    const open = await db.selectFrom('retries').select('id').where('marked_at', 'is', null).execute();
    for (const { id } of open) while (!stopped && (await turn(deps, id, self))) await breathe();
  }

  async function handBack(): Promise<void> {
    const free = { claimed_by: null, claimed_until: null };
    await db.updateTable('retries').set(free).where('claimed_by', '=', self).execute();
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
        ...{ reached: '', marked_at: null, claimed_by: null, claimed_until: null },
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
    start() {
      work();
      timer = setInterval(work, deps.lookEveryMs ?? lookEveryMs);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await working;
      // While the database is away the claim ends by itself.
      await handBack().catch(() => undefined);
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
 * Makes the next dead ones due, in the order of their ids; false: there are no more, or another process is at it. What
 * dies again behind stays dead, so that it comes to an end.
 */
async function turn(deps: RetriesDeps, id: string, self: string): Promise<boolean> {
  const worked = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    const retry = await claim(trx, id, self, now);
    if (retry === undefined) return null;
    const ids = idsOf(deps, retry.connection_id);
    const dead = ids.length === 0 ? [] : await nextDead(trx, ids, retry.reached);
    const last = dead.at(-1);
    if (last !== undefined) await reviveDead(trx, dead, id, now);
    const change = last === undefined ? { marked_at: now } : { reached: last };
    await trx.updateTable('retries').set(change).where('id', '=', id).execute();
    return last !== undefined;
  });
  if (worked !== null) deps.wake();
  return worked === true;
}

/** Its row as it is now, ours for a while; undefined: it is through, or another process's. */
function claim(
  trx: Kysely<Schema>,
  id: string,
  self: string,
  now: number,
): Promise<Row<'retries'> | undefined> {
  return trx
    .updateTable('retries')
    .set({ claimed_by: self, claimed_until: now + leaseMs })
    .where('id', '=', id)
    .where('marked_at', 'is', null)
    .where((where) =>
      where.or([
        where('claimed_until', 'is', null),
        where('claimed_until', '<=', now),
        where('claimed_by', '=', self),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
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
