import { removedConnection } from '../crm/connection.ts';
import { sql, type Kysely } from 'kysely';
import type { Ledger } from '../api/admin.ts';
import type { Trx } from '../store/hot.ts';
import type { Row, Schema } from '../store/schema.ts';

type Line = Ledger['connections'][number];
type NamedConnection = Pick<Row<'connections'>, 'id' | 'name' | 'created_at'>;

interface Count {
  connection_id: string;
  status: string;
  reason: string | null;
  rows: number;
  /** Rows that are their call's first in this connection. */
  firsts: number;
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
      const connections = await trx
        .selectFrom('connections')
        .select(['id', 'name', 'created_at'])
        .orderBy('name')
        .execute();
      const counts = await countRows(trx);
      const { settledCalls, firstAt } = await settled(trx);
      const complete = await allPlanned(trx, connections, { counts, settledCalls, firstAt });
      const lines = linesOf(connections, counts);
      return { balanced: complete && lines.every(balances), settledCalls, connections: lines };
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

/** From the index `activities_ledger` alone: the pages ask for it while phones ring. */
function countRows(trx: Trx): Promise<Count[]> {
  return trx
    .selectFrom('activities')
    .select((select) => [
      'connection_id',
      'status',
      'reason',
      select.fn.countAll<number>().as('rows'),
      sql<number>`count(CASE WHEN slot = 1 THEN 1 END)`.as('firsts'),
    ])
    .groupBy(['connection_id', 'status', 'reason'])
    .execute();
}

async function settled(trx: Trx): Promise<{ settledCalls: number; firstAt: number | null }> {
  return trx
    .selectFrom('calls')
    .select((select) => [
      select.fn.countAll<number>().as('settledCalls'),
      select.fn.min('settled_at').as('firstAt'),
    ])
    .where('settled_at', 'is not', null)
    .executeTakeFirstOrThrow();
}

interface Tally {
  counts: readonly Count[];
  settledCalls: number;
  /** When the first call settled, epoch ms; null: none did. */
  firstAt: number | null;
}

/**
 * A connection as old as the first call owes a first slot for each: two counts tell. For a younger one each call is
 * looked at, since calls from before it may be planned for it too, when something of them came late.
 */
async function allPlanned(
  trx: Trx,
  connections: readonly NamedConnection[],
  { counts, settledCalls, firstAt }: Tally,
): Promise<boolean> {
  if (firstAt === null) return true;
  const firstsOf = (id: string): number =>
    counts.reduce((sum, count) => sum + (count.connection_id === id ? count.firsts : 0), 0);
  const old = connections.filter(({ created_at }) => created_at <= firstAt);
  if (old.some(({ id }) => firstsOf(id) < settledCalls)) return false;
  const young = connections.filter(({ created_at }) => created_at > firstAt).map(({ id }) => id);
  if (young.length === 0) return true;
  const missing = await unplanned(trx)
    .select(sql`1`.as('one'))
    .where('connections.id', 'in', young)
    .limit(1)
    .executeTakeFirst();
  return missing === undefined;
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

/** The rows of connections that were removed still count, all in one line. */
function linesOf(connections: readonly NamedConnection[], counts: readonly Count[]): Line[] {
  const names = new Set(connections.map(({ id }) => id));
  const lines = new Map(connections.map(({ id, name }) => [id, emptyLine(name)]));
  for (const count of counts) {
    const key = names.has(count.connection_id) ? count.connection_id : removedConnection;
    lines.set(key, withCount(lines.get(key) ?? emptyLine(removedConnection), count));
  }
  return [...lines.values()];
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
