import { setImmediate as breathe } from 'node:timers/promises';
import type { ContactPage } from '../crm/contract.ts';
import { mirrorStart } from '../crm/connection-rows.ts';
import type { MirroredContact, RecordRef } from '../model/contact.ts';
import { parsePhone } from '../model/phone.ts';
import type { Db } from '../store/database.ts';
import type { NewRow } from '../store/schema.ts';

/** Contacts written in one transaction: arrivals wait for it. */
const contactsPerWrite = 200;
/** SQLite takes 32,766 values in one statement. */
const rowsPerInsert = 1_000;
const mostPhonesPerContact = 20;
const longestWords = 1_000;

/** Whose contacts, and in which country their numbers without `+` are read (ISO alpha-2) where they name none. */
export interface MirrorOf {
  id: string;
  country: string | null;
}

/** One run of a connection's mirror. It ends without effect when somebody started the mirror again meanwhile. */
export interface MirrorRun {
  readonly cursor: string | null;
  /** The cursor moves only when the whole page is in the index. False: the mirror was started again. */
  store(page: ContactPage): Promise<boolean>;
  /** All is told: what a mirror that started again did not tell of leaves the index. */
  finish(at: number): Promise<void>;
  fail(words: string): Promise<void>;
}

/** Null: there is no such connection. */
export async function beginMirrorRun(db: Db, { id, country }: MirrorOf): Promise<MirrorRun | null> {
  const row = await db
    .selectFrom('connections')
    .select(['mirror_cursor', 'mirror_generation', 'mirror_sweep'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  let generation = row.mirror_generation;
  let sweeps = row.mirror_sweep === 1;

  const note = async (change: object): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('connections')
      .set(change)
      .where('id', '=', id)
      .where('mirror_generation', '=', generation)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  };

  return {
    cursor: row.mirror_cursor,
    async store(page) {
      if (page.reset === true) {
        if (!(await note(mirrorStart))) return false;
        generation += 1;
        sweeps = true;
      }
      await writePage(db, { id, country }, generation, page);
      return note({ mirror_cursor: page.cursor, mirror_progress: page.progress });
    },
    async finish(at) {
      if (sweeps) await forgetNumbers(db, id, generation);
      await note({ mirrored_at: at, mirror_progress: null, mirror_error: null, mirror_sweep: 0 });
    },
    async fail(words) {
      await note({ mirror_error: words.slice(0, longestWords) });
    },
  };
}

/** The next run begins at the beginning; callers are known meanwhile by what is in the index. */
export async function restartMirror(db: Db, connectionId: string): Promise<void> {
  await db.updateTable('connections').set(mirrorStart).where('id', '=', connectionId).execute();
}

/**
 * Takes a connection's numbers out of the index, little by little, so that no ring waits for it.
 *
 * @param before of this generation and later ones they stay
 */
export async function forgetNumbers(db: Db, connectionId: string, before = Infinity): Promise<void> {
  const old = () => {
    const rows = db.selectFrom('phone_index').where('connection_id', '=', connectionId);
    return Number.isFinite(before) ? rows.where('generation', '<', before) : rows;
  };
  for (;;) {
    const records = await old()
      .select(['record_type as type', 'record_id as id'])
      .limit(contactsPerWrite)
      .execute();
    if (records.length === 0) return;
    await removeRecords(db, connectionId, records);
    await breathe();
  }
}

async function writePage(
  db: Db,
  connection: MirrorOf,
  generation: number,
  { upserts, deletes }: ContactPage,
): Promise<void> {
  for (let at = 0; at < Math.max(upserts.length, deletes.length); at += contactsPerWrite) {
    const contacts = upserts.slice(at, at + contactsPerWrite);
    const gone = deletes.slice(at, at + contactsPerWrite);
    const rows = contacts.flatMap((contact) => toIndexRows(contact, connection, generation));
    await db.transaction().execute(async (trx) => {
      await removeRecords(trx, connection.id, [...contacts, ...gone]);
      for (let from = 0; from < rows.length; from += rowsPerInsert)
        await trx
          .insertInto('phone_index')
          .values(rows.slice(from, from + rowsPerInsert))
          .onConflict((c) => c.doNothing())
          .execute();
    });
    // An embedded database answers without leaving the event loop's tick: let the webhooks in between.
    await breathe();
  }
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

function toIndexRows(
  contact: MirroredContact,
  { id, country }: MirrorOf,
  generation: number,
): NewRow<'phone_index'>[] {
  return contact.phones.slice(0, mostPhonesPerContact).flatMap(({ number, label }) => {
    const phone = parsePhone(number, contact.country ?? country);
    if (phone === null) return [];
    return [
      {
        e164: phone.e164,
        connection_id: id,
        record_type: contact.type,
        record_id: contact.id,
        label,
        name: contact.name,
        company: contact.company,
        owner_id: contact.ownerId,
        changed_at: contact.changedAt,
        generation,
      },
    ];
  });
}
