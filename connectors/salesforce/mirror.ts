import { z } from 'zod';
import type { ConnectorLog, ContactPage, Ctx } from '../../src/crm/contract.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import {
  afterFirst,
  decodeCursor,
  encodeCursor,
  firstCursor,
  movedTo,
  progressOf,
  type Cursor,
  type Place,
} from './cursor.ts';
import { objectNames, personTypes, type PersonType } from './ids.ts';
import { personRow, selected, toMirrored, type PersonRow } from './person.ts';
import type { PersonAccess, PhoneField } from './person-fields.ts';
import { pageSize, queryPath, quoted, rowsOf } from './query.ts';
import type { Ask } from './request.ts';

export interface MirrorDeps {
  ask: Ask;
  people: PersonAccess;
  /** ISO 3166-1 alpha-2, for numbers without `+`. */
  country: string | null;
  clock: () => number;
  /** Changes younger than this are left for the next run: a long transaction shows its rows when it ends. */
  settleMs: number;
  log: ConnectorLog;
}

/** Everything that changed since `cursor`, in pages of at most 2,000; each page is whole with its cursor. */
export async function* contactChanges(
  deps: MirrorDeps,
  text: string | null,
  x: Ctx,
): AsyncGenerator<ContactPage> {
  const cursor = text === null ? await begin(deps, x) : decodeCursor(text);
  if (!hasSlept(cursor, deps.clock())) {
    yield* changesFrom(deps, cursor, x);
    return;
  }
  deps.log.warn({}, 'the mirror of Salesforce slept too long to hear of every deletion: it starts again');
  const anew = await begin(deps, x);
  yield { upserts: [], deletes: [], cursor: encodeCursor(anew), progress: 0, reset: true };
  yield* changesFrom(deps, anew, x);
}

async function* changesFrom(deps: MirrorDeps, from: Cursor, x: Ctx): AsyncGenerator<ContactPage> {
  let cursor = from;
  if (cursor.first === null) {
    // Before the changes: what was deleted and brought back is among those.
    const { page, next } = await deletions(deps, cursor, x);
    cursor = next;
    yield page;
  }
  for (const type of personTypes) {
    for (;;) {
      const rows = await changed(deps, type, cursor, x);
      const last = rows?.at(-1);
      if (rows === undefined || last === undefined) break;
      cursor = movedTo(cursor, type, { at: last.row.SystemModstamp, id: last.row.Id }, rows.length);
      yield toPage(type, rows, cursor, deps.country);
      if (rows.length < pageSize) break;
    }
  }
  if (cursor.first !== null) {
    yield { upserts: [], deletes: [], cursor: encodeCursor(afterFirst(cursor)), progress: 1 };
  }
}

const countAnswer = z.object({ totalSize: z.number() });

async function begin({ ask, people, clock, settleMs }: MirrorDeps, x: Ctx): Promise<Cursor> {
  const now = clock();
  const counts = await people.withFields(x, (fields) =>
    Promise.all(
      personTypes.map(async (type) => {
        const phones = fields[type];
        if (phones === undefined) return 0;
        const soql = `SELECT COUNT() FROM ${objectNames[type]}${where([hasPhone(phones)])}`;
        return (await ask({ path: queryPath(soql), guard: countAnswer }, x)).totalSize;
      }),
    ),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  return firstCursor(now - settleMs, total, now);
}

interface ChangedRow {
  row: PersonRow;
  phones: readonly PhoneField[];
}

/** Undefined: there are no such records here. */
function changed(
  { ask, people, clock, settleMs }: MirrorDeps,
  type: PersonType,
  { places, first }: Cursor,
  x: Ctx,
) {
  return people.withFields(x, async (fields): Promise<ChangedRow[] | undefined> => {
    const phones = fields[type];
    if (phones === undefined) return undefined;
    const soql =
      `SELECT ${selected(type, phones)} FROM ${objectNames[type]}` +
      where([
        after(places[type]),
        `SystemModstamp <= ${iso(clock() - settleMs)}`,
        // Who has no number is of no use, unless the number was there when this run began.
        first === null ? '' : `(${hasPhone(phones)} OR SystemModstamp >= ${iso(first.startedAt)})`,
      ]) +
      ` ORDER BY SystemModstamp, Id LIMIT ${pageSize}`;
    const rows = await ask({ path: queryPath(soql), guard: rowsOf(personRow) }, x);
    return rows.map((row) => ({ row, phones }));
  });
}

/** Salesforce has an index of SystemModstamp; thousands of rows of one import share an instant. */
function after({ at, id }: Place): string {
  const since = iso(Date.parse(at));
  if (id === '') return `SystemModstamp >= ${since}`;
  return `SystemModstamp >= ${since} AND (SystemModstamp > ${since} OR Id > ${quoted(id)})`;
}

function hasPhone(phones: readonly PhoneField[]): string {
  return `(${phones.map(({ name }) => `${name} != null`).join(' OR ')})`;
}

function where(conditions: readonly string[]): string {
  return ` WHERE ${conditions.filter((condition) => condition !== '').join(' AND ')}`;
}

/** A lead that became a contact is gone: the contact has its number. */
function toPage(
  type: PersonType,
  rows: readonly ChangedRow[],
  cursor: Cursor,
  country: string | null,
): ContactPage {
  const isGone = ({ row }: ChangedRow): boolean => row.IsConverted === true;
  return {
    upserts: rows
      .filter((one) => !isGone(one))
      .map(({ row, phones }) => toMirrored(type, row, phones, country)),
    deletes: rows.filter(isGone).map(({ row }) => ({ type, id: row.Id })),
    cursor: encodeCursor(cursor),
    progress: progressOf(cursor),
  };
}

const minuteMs = 60_000;
/** Salesforce forgets deletions after 15 days ("sObject Get Deleted"). */
const rememberedMs = 15 * 24 * 60 * minuteMs - 10 * minuteMs;

/** A first run tells everyone anyway, and ends before it reads deletions. */
function hasSlept({ first, deleted }: Cursor, now: number): boolean {
  return first === null && deleted < now - rememberedMs;
}

const deletedAnswer = z.object({
  deletedRecords: z.array(z.object({ id: z.string(), deletedDate: z.string() })),
  latestDateCovered: z.string(),
});

async function deletions(
  deps: MirrorDeps,
  cursor: Cursor,
  x: Ctx,
): Promise<{ page: ContactPage; next: Cursor }> {
  const now = deps.clock();
  const answers = await deps.people.withFields(x, (fields) =>
    Promise.all(
      personTypes
        .filter((type) => fields[type] !== undefined)
        .map((type) => deletedSince(deps.ask, type, cursor.deleted, now, x)),
    ),
  );
  const deletes = answers.flatMap(({ refs }) => refs);
  const next = { ...cursor, deleted: Math.min(now, ...answers.map(({ covered }) => covered)) };
  return { page: { upserts: [], deletes, cursor: encodeCursor(next), progress: null }, next };
}

/** Salesforce looks at whole minutes only, and wants more than one between the two. */
async function deletedSince(
  ask: Ask,
  type: PersonType,
  since: number,
  now: number,
  x: Ctx,
): Promise<{ refs: RecordRef[]; covered: number }> {
  const minute = (at: number) => iso(Math.floor(at / minuteMs) * minuteMs);
  const span = new URLSearchParams({ start: minute(since), end: minute(now + 2 * minuteMs) });
  const path = `/sobjects/${objectNames[type]}/deleted/?${span.toString()}`;
  const { deletedRecords, latestDateCovered } = await ask({ path, guard: deletedAnswer }, x);
  // Of the first minute all over again those are left out that were told before: they may have been brought back since.
  const news = deletedRecords.filter(({ deletedDate }) => Date.parse(deletedDate) >= since - 1_000);
  return { refs: news.map(({ id }) => ({ type, id })), covered: Date.parse(latestDateCovered) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
