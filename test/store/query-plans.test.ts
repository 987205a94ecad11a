import { CompiledQuery, sql, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { deadActivities, deadReasons } from '../../src/activity/dead.ts';
import { ledger } from '../../src/activity/ledger.ts';
import { ledgerHistory } from '../../src/activity/ledger-history.ts';
import { createRetries } from '../../src/activity/retries.ts';
import { createAudit } from '../../src/audit/audit.ts';
import {
  callById,
  callsUnderWay,
  latestSettled,
  listAgentCalls,
  listCalls,
  liveCalls,
} from '../../src/calls/queries.ts';
import { journalPage } from '../../src/http/queries/journal.ts';
import { unmappedPhones } from '../../src/http/queries/unmapped.ts';
import { createRoster } from '../../src/people/roster.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase, type DatabaseKind } from '../support/databases.ts';
import { pino } from 'pino';

/** Tables that grow with the calls and the people; the others have tens of rows. */
const large = 'calls|legs|journal|activities|activity_attempts|audit|people|call_traces|phone_index|retries';

const limit = 50;
const page = { limit, cursor: '1700000000000.someid' };
const words = { sourceName: () => '', curl: () => '' };

/** Everything that the pages list, as they ask for it. */
const lists: Record<string, (db: Db) => Promise<unknown>> = {
  'calls, latest first': (db) => listCalls(db, page),
  'calls of a number': (db) => listCalls(db, { ...page, numbers: ['+420601000001', '601000001'] }),
  'calls of an agent': (db) => listCalls(db, { ...page, agentId: 'a' }),
  'calls of a time': (db) => listCalls(db, { ...page, since: 1, until: 2 }),
  'calls in the queue': (db) => listCalls(db, { ...page, state: 'queued' }),
  'calls refused': (db) => listCalls(db, { ...page, fate: { status: 'dead', connectionId: 'c' } }),
  'calls left out': (db) => listCalls(db, { ...page, fate: { status: 'skipped', connectionId: 'c' } }),
  'an agent’s own calls': (db) => listAgentCalls(db, 'a', page),
  'an agent’s live calls': (db) => liveCalls(db, 'a'),
  'calls under way': (db) => callsUnderWay(db, limit),
  'calls settled last': (db) => latestSettled(db, limit),
  'one call': (db) => callById(db, 'c'),
  'what was refused': (db) => deadActivities(db, { limit, cursor: 'a' }, String),
  'why it was refused': (db) => deadReasons(db, String),
  'the ledger over time': (db) =>
    ledgerHistory(db, { since: 1, until: 2, connectionId: undefined, offsetMinutes: 0 }),
  'the ledger': (db) => ledger(db),
  'the journal': (db) => journalPage(db, { limit, cursor: '900' }, words),
  'the journal of a time': (db) => journalPage(db, { limit, since: 1, until: 2, status: 'rejected' }, words),
  'the audit log': (db) => audit(db).page({ limit, cursor: '900' }),
  'the audit log of an area': (db) => audit(db).page({ limit, area: 'people' }),
  people: (db) => createRoster({ db }).page({ limit, cursor: 'a@example.com' }),
  'phones of nobody': (db) => unmappedPhones({ db, sourceName: () => '', resolve: () => null, most: 200 }),
  retries: (db) => retries(db).list(),
};

const audit = (db: Db) => createAudit({ db, clock: Date.now, keepDays: 1 });
const retries = (db: Db) =>
  createRetries({
    ...{ db, clock: Date.now, log: pino({ level: 'silent' }), newId: () => '' },
    ...{ connections: () => [], wake: () => undefined },
  });

describeEachDatabase('lists read no table from end to end', (open, kind) => {
  let db: Db;
  beforeAll(async () => ({ db } = await open()));

  it.each(Object.entries(lists))('%s', async (_, list) => {
    const asked = await queriesOf(db, list);
    expect(asked).not.toEqual([]);
    const plans = await Promise.all(asked.map((query) => planOf(db, query, kind)));
    expect(plans.flat().filter((step) => isFullScan(step, kind))).toEqual([]);
  });

  it('knows one that does', async () => {
    const asked = await queriesOf(db, (watched) =>
      watched.selectFrom('legs').selectAll().where('name', '=', 'x').execute(),
    );
    const plans = await Promise.all(asked.map((query) => planOf(db, query, kind)));
    expect(plans.flat().some((step) => isFullScan(step, kind))).toBe(true);
  });
});

/** Every query that is made, in words for the database. */
async function queriesOf(db: Db, list: (db: Db) => Promise<unknown>): Promise<CompiledQuery[]> {
  const nodes: RootOperationNode[] = [];
  const watch: KyselyPlugin = {
    transformQuery({ node }) {
      nodes.push(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  await list(db.withPlugin(watch));
  return nodes.map((node) => db.getExecutor().compileQuery(node, { queryId: '' }));
}

async function planOf(db: Db, query: CompiledQuery, kind: DatabaseKind): Promise<string[]> {
  if (kind === 'sqlite') {
    const explained = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${query.sql}`, [...query.parameters]);
    const { rows } = await db.executeQuery<{ detail: string }>(explained);
    return rows.map(({ detail }) => detail).filter((step) => !isFirstByKey(step, query.sql));
  }
  return db.transaction().execute(async (trx) => {
    // Small tables are read whole whatever indexes there are; with this, only where none helps.
    await sql`SET LOCAL enable_seqscan = off`.execute(trx);
    const explained = CompiledQuery.raw(`EXPLAIN ${query.sql}`, [...query.parameters]);
    const { rows } = await trx.executeQuery<{ 'QUERY PLAN': string }>(explained);
    return rows.map((row) => row['QUERY PLAN']);
  });
}

/** SQLite calls it a scan too when it goes along the primary key for as many rows as are wanted. */
function isFirstByKey(step: string, text: string): boolean {
  return /^SCAN journal$/.test(step) && /order by "id"( asc| desc)? limit \?$/.test(text);
}

function isFullScan(step: string, kind: DatabaseKind): boolean {
  const scan = kind === 'sqlite' ? `^SCAN (${large})$` : `Seq Scan on (${large})\\b`;
  return new RegExp(scan).test(step);
}
