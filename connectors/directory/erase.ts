import { inWritingOrder, nextVersion } from './contacts.ts';
import type { DirectoryDb, DirectoryTrx } from './tables.ts';

export const erasedName = 'Erased';
const keysPerQuery = 500;

/**
 * Contacts with this number (E.164) and logged calls with these keys, in every book: how many there are. `erase`:
 * contacts go, with all their numbers, and mirrors see them go; calls stay, without number, name and note.
 */
export async function erasePerson(
  db: DirectoryDb,
  e164: string,
  keys: readonly string[],
  { erase, now }: { erase: boolean; now: number },
): Promise<{ contacts: number; calls: number }> {
  return inWritingOrder(db, async (trx) => {
    const contacts = await contactsWith(trx, e164);
    if (erase) await eraseContacts(trx, contacts, now);
    let calls = 0;
    for (let at = 0; at < keys.length; at += keysPerQuery)
      calls += await eraseCalls(trx, keys.slice(at, at + keysPerQuery), erase);
    return { contacts: contacts.length, calls };
  });
}

async function contactsWith(trx: DirectoryTrx, e164: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('directory_phones')
    .select('contact_id')
    .distinct()
    .where('e164', '=', e164)
    .execute();
  return rows.map((row) => row.contact_id);
}

async function eraseContacts(trx: DirectoryTrx, ids: readonly string[], now: number): Promise<void> {
  for (const id of ids) {
    await trx.deleteFrom('directory_phones').where('contact_id', '=', id).execute();
    const gone = {
      name: erasedName,
      company: null,
      deleted: 1,
      version: await nextVersion(trx),
      changed_at: now,
    };
    await trx.updateTable('directory_contacts').set(gone).where('id', '=', id).execute();
  }
}

async function eraseCalls(trx: DirectoryTrx, keys: readonly string[], erase: boolean): Promise<number> {
  const rows = await trx
    .selectFrom('directory_activities')
    .select(['id', 'activity_json'])
    .where('key', 'in', keys)
    .execute();
  if (!erase) return rows.length;
  for (const { id, activity_json } of rows) {
    const activity = JSON.parse(activity_json) as Record<string, unknown>;
    const json = JSON.stringify({ ...activity, ...nobody });
    await trx
      .updateTable('directory_activities')
      .set({ activity_json: json, contact_id: null })
      .where('id', '=', id)
      .execute();
  }
  return rows.length;
}

const nobody = {
  ...{ customerNumber: null, customerName: null, subject: 'Call from a person who was erased', dialed: null },
  ...{ link: null, lead: null, note: null, disposition: null, customCallId: null, script: null, extra: {} },
  recordings: [],
};
