import type { ErasureReport } from '../api/privacy.ts';
import { toStoredCall } from '../calls/record.ts';
import type { Row } from '../store/schema.ts';
import type { RecordRef } from '../model/contact.ts';
import type { Db } from '../store/database.ts';

export interface FindDeps {
  db: Db;
  /** Null: it is gone. */
  connection: (id: string) => { name: string; crm: string; recordUrl(ref: RecordRef): string } | null;
}

/** What there is of one number outside the contact book. */
export interface Found {
  /** Settled. */
  callIds: string[];
  /** Calls that are not settled yet. */
  open: number;
  notes: number;
  activities: number;
  /** The activities' idempotency keys. */
  keys: string[];
  attempts: number;
  entries: number;
  indexed: number;
  choices: number;
  inCrm: ErasureReport['inCrm'];
}

const mostCalls = 100_000;
/** Links that are told. */
const mostLinks = 500;
const idsPerQuery = 500;

export async function findOf(deps: FindDeps, e164: string): Promise<Found> {
  const { db } = deps;
  const calls = await db
    .selectFrom('calls')
    .selectAll()
    .where('customer_number', '=', e164)
    .limit(mostCalls)
    .execute();
  const settled = calls.filter((call) => call.settled_at !== null);
  const callIds = settled.map(({ id }) => id);
  const indexed = await db.selectFrom('phone_index').selectAll().where('e164', '=', e164).execute();
  const found: Found = {
    ...{ callIds, open: calls.length - settled.length, activities: 0, keys: [], attempts: 0, entries: 0 },
    notes: settled.reduce((sum, row) => sum + toStoredCall(row).notes.length, 0),
    indexed: indexed.length,
    choices: await count(deps, 'chosen_matches', 'e164', [e164]),
    inCrm: indexed.flatMap((row) => contactLink(deps, row)),
  };
  for (let at = 0; at < callIds.length; at += idsPerQuery)
    await addActivities(deps, found, callIds.slice(at, at + idsPerQuery));
  return { ...found, inCrm: found.inCrm.slice(0, mostLinks) };
}

async function addActivities(deps: FindDeps, found: Found, callIds: string[]): Promise<void> {
  const rows = await deps.db
    .selectFrom('activities')
    .select(['id', 'key', 'connection_id', 'record_type', 'record_id'])
    .where('call_id', 'in', callIds)
    .execute();
  found.entries += await count(deps, 'journal', 'call_id', callIds);
  found.activities += rows.length;
  found.keys.push(...rows.map(({ key }) => key));
  found.attempts += await count(
    deps,
    'activity_attempts',
    'activity_id',
    rows.map(({ id }) => id),
  );
  found.inCrm.push(
    ...rows.flatMap(({ connection_id, record_type: type, record_id: id }) =>
      type === null || id === null ? [] : linkTo(deps, connection_id, 'call', { type, id }),
    ),
  );
}

async function count(
  { db }: FindDeps,
  table: 'journal' | 'activity_attempts' | 'chosen_matches',
  column: 'call_id' | 'activity_id' | 'e164',
  values: readonly string[],
): Promise<number> {
  if (values.length === 0) return 0;
  const row = await db
    .selectFrom(table)
    .select((select) => select.fn.countAll<number>().as('rows'))
    .where(({ eb, ref }) => eb(ref(column), 'in', values))
    .executeTakeFirstOrThrow();
  return row.rows;
}

function contactLink(deps: FindDeps, row: Row<'phone_index'>): ErasureReport['inCrm'] {
  return linkTo(deps, row.connection_id, row.record_type, { type: row.record_type, id: row.record_id });
}

/** The contact book is our own: nothing is left to be erased there. */
function linkTo(deps: FindDeps, connectionId: string, what: string, ref: RecordRef): ErasureReport['inCrm'] {
  const connection = deps.connection(connectionId);
  if (connection === null || connection.crm === 'directory') return [];
  return [{ connection: connection.name, what, url: connection.recordUrl(ref) }];
}
