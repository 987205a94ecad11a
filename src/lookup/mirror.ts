import type { Connector, Ctx, ContactPage } from '../crm/contract.ts';
import type { MirroredContact, RecordRef } from '../model/contact.ts';
import { parsePhone } from '../model/phone.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';
import type { NewRow } from '../store/schema.ts';

/** Contacts written in one transaction: arrivals wait for it. */
const contactsPerWrite = 200;
/** SQLite takes 32,766 values in one statement. */
const rowsPerInsert = 1_000;
const mostPhonesPerContact = 20;
const runDeadlineMs = 10 * 60_000;

/** A connection as far as mirroring goes. */
export interface MirroredConnection {
  id: string;
  name: string;
  /** ISO alpha-2 for numbers without `+`, where a contact names none. */
  country: string | null;
  connector: Pick<Connector, 'contactChanges'>;
}

export interface MirrorDeps {
  db: Db;
  connections(): readonly MirroredConnection[];
  clock: Clock;
  log: Log;
  everyMs: number;
}

export interface Mirror {
  start(): void;
  /** Fetches what is new of one connection; resolves when the index has it. */
  refresh(connectionId: string): Promise<void>;
  refreshAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps the phone index level with every connection's contacts. */
export function createMirror(deps: MirrorDeps): Mirror {
  const abort = new AbortController();
  const running = new Map<string, Promise<void>>();
  /** Runs that have not begun yet: one is enough for all who ask. */
  const next = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  /** One run at a time for each connection; who asks meanwhile waits for one more. */
  function refresh(id: string): Promise<void> {
    const waiting = next.get(id);
    if (waiting !== undefined) return waiting;
    const before = running.get(id) ?? Promise.resolve();
    const run = before
      .then(() => {
        next.delete(id);
        return mirrorOne(deps, id, abort.signal);
      })
      .catch((error: unknown) => {
        deps.log.warn({ err: error, connection: id }, 'contacts could not be mirrored');
      });
    next.set(id, run);
    running.set(id, run);
    return run;
  }

  async function refreshAll(): Promise<void> {
    await Promise.all(deps.connections().map((connection) => refresh(connection.id)));
  }

  return {
    start() {
      void refreshAll();
      timer = setInterval(() => void refreshAll(), deps.everyMs);
    },
    refresh,
    refreshAll,
    async stop() {
      clearInterval(timer);
      abort.abort();
      await Promise.all(running.values());
    },
  };
}

async function mirrorOne(deps: MirrorDeps, id: string, stopped: AbortSignal): Promise<void> {
  const connection = deps.connections().find((one) => one.id === id);
  const changes = connection?.connector.contactChanges?.bind(connection.connector);
  if (connection === undefined || changes === undefined || stopped.aborted) return;
  const row = await deps.db
    .selectFrom('connections')
    .select('mirror_cursor')
    .where('id', '=', id)
    .executeTakeFirst();
  const ctx: Ctx = {
    signal: AbortSignal.any([stopped, AbortSignal.timeout(runDeadlineMs)]),
    deadline: new Date(deps.clock() + runDeadlineMs),
  };
  for await (const page of changes(row?.mirror_cursor ?? null, ctx)) await storePage(deps, connection, page);
  await deps.db.updateTable('connections').set({ mirrored_at: deps.clock() }).where('id', '=', id).execute();
}

/** The cursor moves only when the whole page is in the index. */
async function storePage(
  { db }: MirrorDeps,
  connection: MirroredConnection,
  page: ContactPage,
): Promise<void> {
  const { upserts, deletes, cursor } = page;
  for (let at = 0; at < Math.max(upserts.length, deletes.length); at += contactsPerWrite) {
    const contacts = upserts.slice(at, at + contactsPerWrite);
    const gone = deletes.slice(at, at + contactsPerWrite);
    const rows = contacts.flatMap((contact) => toIndexRows(contact, connection));
    await db.transaction().execute(async (trx) => {
      await removeRecords(trx, connection.id, [...contacts, ...gone]);
      for (let from = 0; from < rows.length; from += rowsPerInsert)
        await trx
          .insertInto('phone_index')
          .values(rows.slice(from, from + rowsPerInsert))
          .onConflict((c) => c.doNothing())
          .execute();
    });
  }
  await db
    .updateTable('connections')
    .set({ mirror_cursor: cursor })
    .where('id', '=', connection.id)
    .execute();
}

async function removeRecords(trx: Db, connectionId: string, records: readonly RecordRef[]): Promise<void> {
  for (const type of new Set(records.map((record) => record.type))) {
    const ids = records.filter((record) => record.type === type).map((record) => record.id);
    await trx
      .deleteFrom('phone_index')
      .where('connection_id', '=', connectionId)
      .where('record_type', '=', type)
      .where('record_id', 'in', ids)
      .execute();
  }
}

function toIndexRows(contact: MirroredContact, connection: MirroredConnection): NewRow<'phone_index'>[] {
  return contact.phones.slice(0, mostPhonesPerContact).flatMap(({ number, label }) => {
    const phone = parsePhone(number, contact.country ?? connection.country);
    if (phone === null) return [];
    return [
      {
        e164: phone.e164,
        connection_id: connection.id,
        record_type: contact.type,
        record_id: contact.id,
        label,
        name: contact.name,
        company: contact.company,
        owner_id: contact.ownerId,
        changed_at: contact.changedAt,
      },
    ];
  });
}
