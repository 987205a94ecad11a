import type { Kysely } from 'kysely';
import type { Ledger } from '../api/admin.ts';
import type { Trx } from '../store/hot.ts';
import type { Schema } from '../store/schema.ts';

type Line = Ledger['connections'][number];

interface Count {
  connection: string;
  status: string;
  reason: string | null;
  rows: number;
}

/**
 * What became of every settled call, by connection. Counted in one snapshot, so that it balances at every instant.
 * It balances when each settled call has a row in each connection there was when it settled, and every row is
 * logged, waiting, dead or skipped for a reason.
 */
export async function ledger(db: Kysely<Schema>): Promise<Ledger> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const names = await trx.selectFrom('connections').select('name').orderBy('name').execute();
      const counts = await countRows(trx);
      const settledCalls = await countSettled(trx);
      const missing = await countUnplanned(trx);
      const lines = new Map(names.map(({ name }) => [name, emptyLine(name)]));
      for (const count of counts) {
        const line = lines.get(count.connection) ?? emptyLine(count.connection);
        lines.set(count.connection, withCount(line, count));
      }
      const connections = [...lines.values()];
      return { balanced: missing === 0 && connections.every(balances), settledCalls, connections };
    });
}

/**
 * Settled calls that lack a row in a connection that was there when they settled: at most `limit` ids. There should
 * be none; whoever finds one plans it anew.
 */
export async function unplannedCalls(db: Kysely<Schema>, limit: number): Promise<string[]> {
  const rows = await unplanned(db).select('calls.id').distinct().limit(limit).execute();
  return rows.map(({ id }) => id);
}

function countRows(trx: Trx): Promise<Count[]> {
  return trx
    .selectFrom('activities')
    .leftJoin('connections', 'connections.id', 'activities.connection_id')
    .select((select) => [
      // A deleted connection's rows still count, under its id.
      select.fn.coalesce('connections.name', 'activities.connection_id').as('connection'),
      'activities.status',
      'activities.reason',
      select.fn.countAll<number>().as('rows'),
    ])
    .groupBy(['connections.name', 'activities.connection_id', 'activities.status', 'activities.reason'])
    .execute();
}

async function countSettled(trx: Trx): Promise<number> {
  const { rows } = await trx
    .selectFrom('calls')
    .select((select) => select.fn.countAll<number>().as('rows'))
    .where('settled_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return rows;
}

async function countUnplanned(trx: Trx): Promise<number> {
  const { rows } = await unplanned(trx)
    .select((select) => select.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}

function unplanned(db: Kysely<Schema>) {
  return db
    .selectFrom('calls')
    .innerJoin('connections', (join) => join.onRef('connections.created_at', '<=', 'calls.settled_at'))
    .where('calls.settled_at', 'is not', null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('activities')
            .select('activities.id')
            .whereRef('activities.call_id', '=', 'calls.id')
            .whereRef('activities.connection_id', '=', 'connections.id')
            .where('activities.slot', '=', 1),
        ),
      ),
    );
}

function emptyLine(connection: string): Line {
  return { connection, planned: 0, logged: 0, waiting: 0, dead: 0, skipped: {} };
}

/** What is being sent still waits for its answer. A row of no known status is planned and nothing else: it shows. */
function withCount(line: Line, { status, reason, rows }: Count): Line {
  const planned = line.planned + rows;
  if (status === 'skipped' && reason !== null) {
    const skipped = { ...line.skipped, [reason]: (line.skipped[reason] ?? 0) + rows };
    return { ...line, planned, skipped };
  }
  if (status === 'logged') return { ...line, planned, logged: line.logged + rows };
  if (status === 'dead') return { ...line, planned, dead: line.dead + rows };
  if (status === 'waiting' || status === 'sending') return { ...line, planned, waiting: line.waiting + rows };
  return { ...line, planned };
}

function balances({ planned, logged, waiting, dead, skipped }: Line): boolean {
  const skippedRows = Object.values(skipped).reduce((sum, rows) => sum + rows, 0);
  return planned === logged + waiting + dead + skippedRows;
}
